import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import { type Browser, type BrowserOptions, openBrowser } from './browser.ts';
import { type AtThePage, openPage } from './person.ts';

/** What a test of this folder has at hand. */
export type Day = {
  sandbox(): Sandbox;
  browser(): Browser;
  /** The sandbox's page in a tab of its own, as the person with this role. */
  as(role: string, at?: string): Promise<AtThePage>;
};

/** One browser for a file's tests, and a new sandbox for each. After each: nothing that the page or the stand-ins complained about. */
export function prepareDay(options: SandboxOptions = {}, browserOptions: BrowserOptions = {}): Day {
  let browser: Browser;
  let sandbox: Sandbox;
  beforeAll(async () => {
    browser = await openBrowser(browserOptions);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, ...options });
  });
  afterEach(async () => {
    const problems = sandbox.problems();
    const complaints = browser.complaints.splice(0);
    // The first page is the one that the browser began with.
    for (const page of browser.context.pages().slice(1)) await page.close();
    await sandbox.stop();
    expect({ problems, complaints }).toEqual({ problems: [], complaints: [] });
  });
  return {
    sandbox: () => sandbox,
    browser: () => browser,
    as: (role, at) => openPage(browser.context, sandbox.url, role, at),
  };
}
