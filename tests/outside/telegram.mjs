// The bot as a person meets it: a process that knows nothing of us, against npm's telegram-test-api, which knows nothing
// of it. Beside tests/it/telegram.rs, whose Bot API server is our own, this is the second opinion.
//
//   node tests/outside/telegram.mjs target/release/pristan
//
// Without npm or its registry there is nothing to try against: that is said in one line and is no failure.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { telegram } from './adapter.mjs';
import { Person, contains, expect, labels, offers, until } from './person.mjs';

const PACKAGES = ['telegram-test-api@4.2.1', 'express@4'];
const MODULES = resolve(dirname(fileURLToPath(import.meta.url)), '../../target/outside');
const TOKEN = '123456789:AAoutsideTokenOfNobody';
const OVERALL = 120_000;
const begun = Date.now();

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(0);
}

/** The two packages, from an earlier run or from the registry. */
function packages() {
  const require = createRequire(join(MODULES, 'here.js'));
  const load = () => {
    if (!require('telegram-test-api/package.json').version.startsWith('4.2.')) throw new Error('another version');
    return { TelegramServer: require('telegram-test-api'), express: require('express') };
  };
  try {
    return load();
  } catch {
    // Not there yet.
  }
  mkdirSync(MODULES, { recursive: true });
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1', '--loglevel=error'];
  const words = ['install', '--prefix', MODULES, ...flags, ...PACKAGES];
  const npm = spawnSync('npm', words, { encoding: 'utf8', timeout: 60_000 });
  if (npm.status !== 0) {
    rmSync(MODULES, { recursive: true, force: true });
    const said = npm.error?.code === 'ENOENT' ? 'npm is not here' : npm.stderr?.trim().split('\n')[0];
    skip(`${PACKAGES.join(' and ')} could not be installed: ${said || npm.error?.message || 'npm gave no reason'}`);
  }
  return load();
}

let failed = 0;
async function step(name, body) {
  try {
    await body();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}: ${error.message}`);
  }
}

async function conversation(server, bot) {
  const anna = new Person(server, 101, 'ru');
  const deniz = new Person(server, 102, 'tr');
  let answer, topics, theme;

  await step('/start greets in the language of the app', async () => {
    contains(await anna.says('/start'), 'Пристань', '/topics');
  });
  await step('a question in Russian: answer, source, date, buttons', async () => {
    answer = await anna.says('где поменять рубли');
    contains(answer, 'аэропорта Стамбула', 'Источник: The Dispatch, сентябрь 2022');
    offers(answer, 'Работает ли карта «Мир» в Турции', '👍', '👎');
  });
  await step('a related entry comes as a new message', async () => {
    contains(await anna.presses(answer, 'Работает ли карта «Мир» в Турции'), 'держите наличные', 'Источник');
  });
  await step('👍 is thanked for', async () => contains(await anna.sees(answer, '👍'), 'Спасибо'));
  await step('/topics shows the themes as buttons', async () => {
    topics = await anna.says('/topics');
    offers(topics, 'Деньги', 'Документы и статус', 'Жильё');
  });
  await step('a theme opens in place', async () => {
    theme = await anna.turns(topics, 'Деньги');
    offers(theme, 'Где поменять рубли на лиры', 'Работает ли карта «Мир» в Турции');
  });
  await step('an entry of the theme opens in place', async () => {
    const entry = await anna.turns(theme, 'Где поменять рубли на лиры');
    expect(entry.text === answer.text, 'the same answer as to the question', entry.text);
  });
  await step('a question in English is answered in English', async () => {
    contains(await anna.says('where can i sleep tonight'), 'Garo', 'Sources: ', 'September 2022');
  });
  await step('gibberish gets an honest “I do not know”', async () => {
    const unknown = await anna.says('ываолд фывпрол');
    expect(/выдумывать не стану/i.test(unknown.text), 'words that it will not make anything up', unknown.text);
    expect(!unknown.text.includes('Источник'), 'no source below what is not known', unknown.text);
    expect(!labels(unknown).includes('👍'), 'no thumbs below what is not known', labels(unknown));
  });
  await step('/lang and a button: Turkish from then on, whatever the question is in', async () => {
    contains(await anna.turns(await anna.says('/lang'), 'Türkçe'), 'Türkçe cevap veriyorum');
    contains(await anna.says('где поменять рубли'), 'İstanbul Havalimanı', 'Kaynak: The Dispatch, Eylül 2022');
  });
  await step('/forget is confirmed, and the chosen language is forgotten too', async () => {
    contains(await anna.says('/forget'), 'silindi');
    contains(await anna.says('/why'), 'Сначала задайте вопрос');
  });
  await step('two people at once, each in their own language', async () => {
    const [hers, his] = await Promise.all([anna.says('/start'), deniz.says('/start')]);
    contains(hers, 'Это «Пристань»');
    contains(his, 'Burası Pristan');
    const [her, him] = await Promise.all([anna.says('где переночевать'), deniz.says('bu gece nerede kalabilirim')]);
    contains(her, 'Источники: ', 'Гаро');
    contains(him, 'Kaynaklar: ', 'Garo');
  });
  await step('the menu of commands is set, also in each language', async () => {
    const menus = server.calls.filter(({ method }) => method === 'setmycommands');
    const set = menus.map(({ body }) => body.language_code || 'all');
    const all = ['all', 'ru', 'en', 'tr'].every((lang) => set.includes(lang));
    expect(all, 'setMyCommands for all, ru, en, tr', set);
  });
  await step('the bot calls nothing that Telegram would not know', async () => {
    expect(server.unknown.length === 0, 'only methods that the adapter has', server.unknown);
  });
  await step('every update is acknowledged', () => until('offsets up to the last update', () => server.waiting() === 0));
  await step('asked to end, it ends', async () => {
    await anna.has_read_all();
    bot.kill('SIGTERM');
    const [code, signal] = bot.exitCode === null ? await once(bot, 'exit') : [bot.exitCode];
    expect(code === 0, 'exit code 0', signal ?? code);
  });
}

const binary = process.argv[2] && resolve(process.argv[2]);
if (!binary) {
  console.error('usage: node tests/outside/telegram.mjs path/to/pristan');
  process.exit(2);
}
if (!globalThis.fetch) skip(`node ${process.version} is too old, 18 is wanted`);

const server = await telegram({ ...packages(), token: TOKEN });
// Everything of the bot's lies here, also what it would look for at home: neither a person's data nor settings are met,
// and the base is the one inside the binary.
const place = mkdtempSync(join(tmpdir(), 'pristan-outside-'));
const env = {
  PATH: process.env.PATH, HOME: place, PRISTAN_DATA: join(place, 'data'), PRISTAN_KEY_FILE: join(place, 'key'),
  PRISTAN_TOKEN: TOKEN, PRISTAN_API_URL: server.url, PRISTAN_UNPACED: '1',
};
const bot = spawn(binary, ['bot', '--now', '2022-10-01'], { cwd: place, env, stdio: ['ignore', 'ignore', 'pipe'] });
let log = '';
bot.stderr.on('data', (part) => (log += part));

// Whichever way this process ends, the bot ends first and nothing of it stays.
process.on('exit', () => {
  bot.kill('SIGKILL');
  rmSync(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
});
const leave = (why) => {
  console.log(`FAIL  ${why}\n${log}`);
  process.exit(1);
};
bot.on('error', (error) => leave(`the bot cannot be started: ${error.message}`));
bot.on('exit', (code, signal) => bot.killed || leave(`the bot ended by itself: ${signal ?? code}`));
process.on('SIGINT', () => leave('interrupted'));
process.on('SIGTERM', () => leave('interrupted'));
setTimeout(() => leave(`not finished in ${OVERALL / 1000} s`), OVERALL - (Date.now() - begun)).unref();

await conversation(server, bot);
server.close();
if (failed) console.log(`${failed} failed; the bot's log:\n${log}`);
process.exit(failed ? 1 : 0);
