import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findAsset } from '../../src/sandbox/paths.ts';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Browser = {
  context: BrowserContext;
  /** What pages complained about: errors that nobody caught, and what the console calls an error. */
  complaints: string[];
  close(): Promise<void>;
};

export type BrowserOptions = { args?: string[]; viewport?: { width: number; height: number } };

/** Starts Debian's chromium with a new, empty profile. Refuses where the page has not been built. */
export async function openBrowser({
  args = [],
  viewport = { width: 1440, height: 900 },
}: BrowserOptions = {}): Promise<Browser> {
  if (findAsset(join('page', 'main.js')) === null) throw new Error('The page is not built: run `npm run build` first');
  const profile = mkdtempSync(join(tmpdir(), 'prodseceng-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: [...ARGS, ...args],
    headless: true,
    viewport,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, complaints, close };
}

function findChromium(): string {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('There is no chromium: apt-get install chromium');
  return found;
}
