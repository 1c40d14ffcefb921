import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/start.ts';
import { fillOther, fillSteps } from './fill.ts';

/** An other request with words of its own, so that it looks like no other. */
const wordsOf = (nth: number) => ({
  Title: `Wish${nth} title${nth}`,
  'Kind of request': 'Something else',
  'What it is about': `Wish${nth} story${nth}`,
});

/** Files an other request, and closes what says so. */
export async function fileSomething(person: PersonDriver, nth: number): Promise<void> {
  await fillOther(person, wordsOf(nth));
  await person.closeModal({ all: true });
}

/** The same, ticked as sensitive before it is sent. */
export async function fileSensitive(person: PersonDriver, nth: number): Promise<void> {
  await person.command('intake other');
  await fillSteps(person, OTHER_FORM, wordsOf(nth));
  await person.fill({ 'Who may see it': ['This request is sensitive'] });
  await person.submit();
  await person.closeModal({ all: true });
}

/** All that someone reads in the app's direct messages. */
export async function dmsOf(person: PersonDriver): Promise<string> {
  return (await person.dms()).map((each) => screen(each)).join('\n===\n');
}

/** All that someone reads in a thread, the message that starts it included. */
export async function threadOf(person: PersonDriver, channel: string, ts: string): Promise<string> {
  return (await person.messages(channel, { thread: ts })).map((each) => screen(each)).join('\n===\n');
}
