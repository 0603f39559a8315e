// What npm's telegram-test-api 4.2 lacks before a strict Bot API client believes it.
//
// The package answers anything but a handful of methods with HTTP 500, gives `null` where Telegram gives a Message, dates
// in milliseconds, and every update once whatever the offset. This app stands in front and mends that; the chats, the
// messages and a person's side of them (sendMessage, sendCommand, sendCallback, getUpdates, getUpdatesHistory without a
// token in the path) remain the package's, so that somebody else's idea of Telegram is what the bot is tried against.

import { once } from 'node:events';
import { setTimeout as rest } from 'node:timers/promises';

const POLL_STEP = 20;
const now = () => Math.floor(Date.now() / 1000);

/** Telegram for one bot on a free port: `calls` is what the bot asked for, `unknown` what nobody could answer,
 *  `waiting` how many updates it has not acknowledged. */
export async function telegram({ TelegramServer, express, token }) {
  const inner = new TelegramServer({ storeTimeout: 600 });
  const app = express();
  const calls = [];
  const unknown = [];
  let pending = [];

  const message = (chat, id, text, reply_markup) => ({
    message_id: Number(id), date: now(), chat: { id: Number(chat), type: 'private', first_name: 'x' }, text, reply_markup,
  });

  const methods = {
    getme: () => ({
      id: 666, is_bot: true, first_name: 'Pristan', username: 'pristan_test_bot', can_join_groups: true,
      can_read_all_group_messages: false, supports_inline_queries: true, can_connect_to_business: false,
      has_main_web_app: false,
    }),
    getwebhookinfo: () => ({ url: '', has_custom_certificate: false, pending_update_count: pending.length }),
    // An update comes again until a later offset says that it arrived, and a poll stays open until there is one.
    async getupdates({ offset = 0, timeout = 0, limit = 100 }) {
      const end = Date.now() + Math.min(timeout, 5) * 1000;
      pending = pending.filter((update) => update.update_id >= offset);
      for (;;) {
        pending.push(...inner.getUpdates(token));
        if (pending.length || Date.now() >= end) break;
        await rest(POLL_STEP);
      }
      for (const { callback_query } of pending) if (callback_query) callback_query.chat_instance = '1';
      return pending.slice(0, limit);
    },
    sendmessage(body) {
      const sent = inner.addBotMessage(body, token);
      return message(body.chat_id, sent.message_id, body.text, sent.reply_markup);
    },
    editmessagetext(body) {
      const { chat_id, message_id, text } = body;
      const it = (kept) => kept.messageId === message_id && kept.message.chat_id === chat_id;
      const old = inner.storage.botMessages.find(it);
      if (!old) throw new Error('Bad Request: message to edit not found');
      // An edit that brings no keyboard takes the old one away; the package would keep it.
      const keyboard = body.reply_markup ?? { inline_keyboard: [] };
      const same = old.message.text === text && JSON.stringify(old.message.reply_markup) === JSON.stringify(keyboard);
      if (same) throw new Error('Bad Request: message is not modified');
      inner.editMessageText({ ...body, reply_markup: keyboard });
      return message(chat_id, message_id, text, keyboard);
    },
    getmyname: () => ({ name: 'Pristan' }),
    getmydescription: () => ({ description: '' }),
    getmyshortdescription: () => ({ short_description: '' }),
    getmycommands: () => [],
  };
  for (const easy of [
    'answercallbackquery', 'deletewebhook', 'sendchataction', 'setmycommands', 'setmydescription', 'setmyname',
    'setmyshortdescription',
  ]) methods[easy] = () => true;

  app.use(express.json());
  app.all('/bot:token/:method', async (request, response) => {
    const method = request.params.method.toLowerCase(); // teloxide writes GetMe, others getMe; Telegram takes both
    const refuse = (code, description) => response.status(code).json({ ok: false, error_code: code, description });
    if (request.params.token !== token) return refuse(401, 'Unauthorized');
    if (method !== 'getupdates') calls.push({ method, body: request.body });
    if (!methods[method] || request.is('multipart/*')) {
      unknown.push(request.params.method);
      return refuse(404, 'Not Found: method not found');
    }
    try {
      response.json({ ok: true, result: await methods[method](request.body) });
    } catch (error) {
      refuse(400, error.message);
    }
  });
  app.use(inner.webServer);

  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    token,
    calls,
    unknown,
    waiting: () => pending.length,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
