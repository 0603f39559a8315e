// Somebody with Telegram in hand: writes, presses, reads. Sees labels, not the data below them.

import { setTimeout as rest } from 'node:timers/promises';

const PATIENCE = 15_000; // for one reply; the first waits until the base is learnt

export function expect(holds, expected, came) {
  if (!holds) throw new Error(`expected ${expected}; came ${JSON.stringify(came)}`);
}

const buttons = (message) => (message?.keyboard ?? []).flat();
const texts = (messages) => messages.map(({ text }) => text);
const seconds = () => Math.floor(Date.now() / 1000);
const seen = ({ messageId: id, message: { text, reply_markup } }) => ({ id, text, keyboard: reply_markup?.inline_keyboard });

export const labels = (message) => buttons(message).map(({ text }) => text);
export const contains = (message, ...parts) =>
  parts.forEach((part) => expect(message.text.includes(part), `a message with “${part}”`, message.text));
export const offers = (message, ...wanted) =>
  wanted.forEach((label) => expect(labels(message).includes(label), `a button “${label}”`, labels(message)));

/** What `probe` gives as soon as it gives something. */
export async function until(expected, probe) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await rest(20)) {
    const found = await probe();
    if (found) return found;
  }
  throw new Error(`expected ${expected}; came nothing of the kind in ${PATIENCE / 1000} s`);
}

export class Person {
  constructor(server, id, language_code) {
    this.server = server;
    this.chat = { id, type: 'private', first_name: 'Somebody' };
    const from = { id, is_bot: false, first_name: 'Somebody', language_code };
    this.meta = { botToken: server.token, from, chat: this.chat };
  }

  async post(path, body) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()).result;
  }

  /** What arrived and was not read yet. */
  async unread() {
    return (await this.post('/getUpdates', { token: this.server.token, chatId: this.chat.id })).map(seen);
  }

  /** A message as it stands in the chat now, edits and all. */
  async looks(id) {
    const all = await this.post('/getUpdatesHistory', { token: this.server.token });
    return seen(all.find((kept) => kept.messageId === id && kept.message?.chat_id === this.chat.id));
  }

  /** A second reply to something would lie here. */
  async has_read_all() {
    const unread = await this.unread();
    expect(unread.length === 0, 'one reply to what was said before', texts(unread));
  }

  async reply(to) {
    const came = await until(`a reply to “${to}”`, async () => {
      const all = await this.unread();
      return all.length > 0 && all;
    });
    expect(came.length === 1, `one reply to “${to}”`, texts(came));
    return came[0];
  }

  async says(text) {
    await this.has_read_all();
    const said = { ...this.meta, date: seconds(), text };
    const entities = [{ type: 'bot_command', offset: 0, length: text.split(' ')[0].length }];
    await (text.startsWith('/') ? this.post('/sendCommand', { ...said, entities }) : this.post('/sendMessage', said));
    return this.reply(text);
  }

  /** Presses a button, and sees it acknowledged: one that is not would spin for a minute. */
  async press(message, label) {
    await this.has_read_all();
    offers(message, label);
    const { callback_data: data } = buttons(message).find(({ text }) => text === label);
    const answers = () => this.server.calls.filter(({ method }) => method === 'answercallbackquery').length;
    const before = answers();
    const below = { message_id: message.id, date: seconds(), chat: this.chat, text: message.text };
    await this.post('/sendCallback', { ...this.meta, message: below, data });
    await until(`answerCallbackQuery for “${label}”`, () => answers() > before);
    return this.server.calls.findLast(({ method }) => method === 'answercallbackquery').body;
  }

  /** Presses; some words are shown for a moment, and nothing else happens. */
  async sees(message, label) {
    const { text } = await this.press(message, label);
    await this.has_read_all();
    return { text: text ?? '' };
  }

  /** Presses; a new message comes, and the old one stays as it was. */
  async presses(message, label) {
    await this.press(message, label);
    const came = await this.reply(label);
    const { text } = await this.looks(message.id);
    expect(text === message.text, 'that the message with the pressed button stays as it was', text);
    return came;
  }

  /** Presses; the message turns into another one in its place. */
  async turns(message, label) {
    await this.press(message, label);
    const now = async () => {
      const looks = await this.looks(message.id);
      return looks.text !== message.text && looks;
    };
    const turned = await until(`that “${label}” edits its message in place`, now);
    await this.has_read_all();
    return turned;
  }
}
