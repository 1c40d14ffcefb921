import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type Browser, openBrowser } from './browser.ts';
import { fillStep } from './fill.ts';
import { type AtThePage, openPage, seen } from './person.ts';
import { NET_NEW } from './words.ts';

/** Takes the README's pictures from the sandbox with its sample data: `npm run screenshots`. */
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'screenshots');
const MOST_BYTES = 250_000;
/** The same pictures whenever they are taken: what was filed on a Friday, seen on the Tuesday after. */
const FILED_AT = new Date('2026-11-20T14:10:00Z');
const SEEN_AT = new Date('2026-11-24T14:30:00Z');
const SAMPLE = 'Notice secrets in build logs before a release';

type Picture = { name: string; take(open: (role: string, at?: string) => Promise<AtThePage>): Promise<AtThePage> };

const PICTURES: Picture[] = [
  {
    name: 'intake-form',
    async take(open) {
      const requester = await open('colleague');
      await requester.say('/prodseceng intake new');
      const { Title = '', 'Problem statement': problem = '' } = NET_NEW;
      await fillStep(requester, NEW_FORM, 0, { Title, 'Problem statement': problem });
      await requester.modal.getByLabel('Title', { exact: true }).focus();
      return requester;
    },
  },
  {
    name: 'card',
    async take(open) {
      // Not the engineer who claimed it: the answer to that is theirs alone to see.
      const engineer = await open('second-engineer');
      await seen(engineer.message(SAMPLE), '1 reply');
      return engineer;
    },
  },
  {
    name: 'home',
    async take(open) {
      const engineer = await open('engineer', 'home');
      await seen(engineer.middle, new RegExp(SAMPLE));
      return engineer;
    },
  },
  {
    name: 'work-item',
    async take(open) {
      const requester = await open('requester');
      await requester.openWorkItem(SAMPLE);
      await requester.gitlab.getByRole('heading', { name: SAMPLE }).waitFor();
      return requester;
    },
  },
];

async function takeAll(sandbox: Sandbox, browser: Browser): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, take } of PICTURES) {
    const { page } = await take((role, at) => openPage(browser.context, sandbox.url, role, at));
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const path = join(FOLDER, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    await page.close();
    const { size } = statSync(path);
    process.stdout.write(`${path} (${Math.round(size / 1000)} kB)\n`);
    if (size > MOST_BYTES) throw new Error(`${name}.png is larger than ${MOST_BYTES / 1000} kB`);
  }
  const wrong = [...sandbox.problems(), ...browser.complaints];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** A question in GitLab, which then stands in the card's thread. */
async function comment({ clock, gitlab, settled }: Sandbox): Promise<void> {
  clock.advance(SEEN_AT.getTime() - FILED_AT.getTime());
  const body = 'Which pipelines are meant: all of them, or those that release?';
  await gitlab.comment({ as: 'second-engineer', iid: 1, body });
  await settled();
}

const sandbox = await startSandbox({ port: 0, sample: true, webhook: true, now: () => FILED_AT });
const browser = await openBrowser();
try {
  await comment(sandbox);
  await takeAll(sandbox, browser);
} finally {
  await browser.close();
  await sandbox.stop();
}
