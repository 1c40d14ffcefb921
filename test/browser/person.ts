import type { BrowserContext, Locator, Page } from 'playwright-core';
import { PEOPLE } from '../../src/sandbox/world.ts';

export const INTAKE = { id: 'C0INTAKE1', name: '#security-capabilities-engineering' };

/** Someone at the sandbox's page. */
export type AtThePage = {
  page: Page;
  /** The open modal; only the topmost can be seen. */
  modal: Locator;
  /** The channel, direct message or App Home in the middle. */
  middle: Locator;
  thread: Locator;
  gitlab: Locator;
  /** The newest message with this text in the middle. */
  message(text: string): Locator;
  /** Types into the box under the conversation and sends it. */
  say(text: string, channel?: string): Promise<void>;
  /** Presses a button of the modal, named exactly so. */
  press(name: string): Promise<void>;
  /** Opens a work item in the GitLab pane by its title. */
  openWorkItem(title: string): Promise<void>;
};

/** Opens the page as the person with this role, in a channel or at `home`. */
export async function openPage(context: BrowserContext, url: string, role: string, at = INTAKE.id): Promise<AtThePage> {
  const page = await context.newPage();
  const as = PEOPLE.find((person) => person.role === role)?.id ?? role;
  await page.goto(`${url}/#as=${as}&at=${at}`);
  const modal = page.getByRole('dialog');
  const middle = page.getByRole('main');
  const gitlab = page.getByRole('complementary', { name: 'GitLab' });
  await middle.waitFor();
  return {
    page,
    modal,
    middle,
    gitlab,
    thread: page.getByRole('complementary', { name: 'Thread' }),
    message: (text) => middle.getByRole('article').filter({ hasText: text }).last(),
    async say(text, channel = INTAKE.name) {
      await page.getByLabel(`Message ${channel}`, { exact: true }).fill(text);
      await page.getByLabel(`Message ${channel}`, { exact: true }).press('Enter');
    },
    press: (name) => modal.getByRole('button', { name, exact: true }).click(),
    openWorkItem: (title) =>
      gitlab.getByRole('list', { name: 'Work items' }).getByRole('button', { name: title }).click(),
  };
}

/** Resolves once the text is there to be seen. */
export async function seen(place: Locator, text: string | RegExp): Promise<void> {
  await place.getByText(text).first().waitFor();
}
