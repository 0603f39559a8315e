//! A reply as Telegram shows it: HTML of a few tags, every sign of a person or a base escaped, buttons below.

use super::button;
use crate::knowledge::{Block, Span};
use crate::talk::{Action, MAX_UNITS, Reply};
use serde::{Deserialize, Serialize};

/// A message ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// With tags.
    pub html: String,
    /// Without, for when the tags are refused.
    pub plain: String,
    /// Rows of buttons: label, and data or (with `switch`) words that are put into another chat.
    pub rows: Vec<Vec<Button>>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What a person reads.
    pub label: String,
    /// What comes back when it is pressed, or the link that is opened.
    pub data: String,
    /// Whether `data` is a link.
    pub link: bool,
}

/// A button that passes an answer on, as a link that opens the bot with it.
pub struct Share<'a> {
    /// The bot's name.
    pub bot: &'a str,
    /// What the button says.
    pub label: &'a str,
}

/// A message of one plain sentence.
pub fn plain(text: &str) -> Message {
    Message { html: escaped(text), plain: text.to_owned(), rows: Vec::new() }
}

/// The messages of a reply: one, or several where the text is too long. Buttons stand below the last, with a seal each.
pub fn render(reply: &Reply, share: Option<&Share<'_>>, seal: &dyn Fn(&str) -> u64) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut units = 0;
    for (at, block) in reply.blocks.iter().enumerate() {
        let (html, plain) = piece(block);
        let long = plain.encode_utf16().count() + 2;
        let listed = at > 0 && matches!((block, &reply.blocks[at - 1]), (Block::Item(_), Block::Item(_)));
        match messages.last_mut().filter(|_| units + long <= MAX_UNITS) {
            Some(message) => {
                let gap = if listed { "\n" } else { "\n\n" };
                message.html.push_str(&format!("{gap}{html}"));
                message.plain.push_str(&format!("{gap}{plain}"));
            }
            None => {
                messages.push(Message { html, plain, rows: Vec::new() });
                units = 0;
            }
        }
        units += long;
    }
    if messages.is_empty() {
        messages.push(Message { html: "…".to_owned(), plain: "…".to_owned(), rows: Vec::new() });
    }
    if let Some(last) = messages.last_mut() {
        last.rows = rows(reply, share, seal);
    }
    messages
}

/// One row a choice, then one of thumbs with a way to pass the answer on.
fn rows(reply: &Reply, share: Option<&Share<'_>>, seal: &dyn Fn(&str) -> u64) -> Vec<Vec<Button>> {
    let mut rows: Vec<Vec<Button>> = Vec::new();
    let mut below: Vec<Button> = Vec::new();
    for choice in reply.buttons() {
        let data = match &choice.action {
            Action::Entry(id) if reply.related.contains(&choice) => button::related(id, seal),
            action => button::data(action, seal),
        };
        let Some(data) = data else { continue };
        let button = Button { label: choice.label, data, link: false };
        match choice.action {
            Action::Rate(..) => below.push(button),
            _ => rows.push(vec![button]),
        }
    }
    if let (Some(entry), Some(Share { bot, label })) = (&reply.thumbs, share) {
        let link = format!("https://t.me/share/url?url=https%3A%2F%2Ft.me%2F{bot}%3Fstart%3D{entry}");
        below.push(Button { label: (*label).to_owned(), data: link, link: true });
    }
    rows.extend((!below.is_empty()).then_some(below));
    rows
}

fn piece(block: &Block) -> (String, String) {
    let (mut html, mut plain) = (String::new(), String::new());
    for span in block.spans() {
        match span {
            Span::Plain(text) => html.push_str(&escaped(text)),
            Span::Bold(text) => html.push_str(&format!("<b>{}</b>", escaped(text))),
            Span::Link(text, address) => {
                html.push_str(&format!("<a href=\"{}\">{}</a>", escaped(address), escaped(text)));
            }
        }
        plain.push_str(span.text());
    }
    match block {
        Block::Paragraph(_) => (html, plain),
        Block::Item(_) => (format!("• {html}"), format!("• {plain}")),
        Block::Note(_) => (format!("<i>{html}</i>"), plain),
    }
}

/// A text in which nothing is a tag.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::Outcome;
    use crate::text::Lang;

    #[test]
    fn what_is_too_long_is_split_between_paragraphs() {
        let mut reply = Reply::new(Lang::RU, Outcome::Answer);
        let paragraphs: Vec<String> = ["а", "<б>&", "в😀"].iter().map(|letters| letters.repeat(700)).collect();
        reply.blocks = paragraphs.iter().map(Block::plain).collect();
        reply.thumbs = Some("cards-mir".to_owned());
        let messages = render(&reply, None, &|_| 0);
        let plain: Vec<&str> = messages.iter().map(|message| message.plain.as_str()).collect();
        assert_eq!(plain.join("\n\n"), paragraphs.join("\n\n"), "nothing is lost");
        assert!(plain.len() > 1 && plain.iter().all(|text| text.encode_utf16().count() <= MAX_UNITS));
        let with_buttons: Vec<bool> = messages.iter().map(|message| !message.rows.is_empty()).collect();
        assert_eq!(with_buttons, [false, true], "buttons stand below the last");
        assert!(messages.iter().any(|message| message.html.contains("&lt;б&gt;&amp;")));
    }
}
