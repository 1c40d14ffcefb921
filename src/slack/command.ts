import { setImmediate } from 'node:timers/promises';
import type { App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { closest, distance } from 'fastest-levenshtein';
import type { Roles } from '../domain/people.ts';
import type { Access } from './access.ts';
import { context, section } from './blocks.ts';
import { inline } from './escape.ts';

export type Answer = { text: string; blocks?: KnownBlock[] };

/** One use of a subcommand: who acts, what they typed after the word, and the ways to answer. */
export type Call = {
  roles: Roles;
  rest: string;
  /** Answers this person only, as the acknowledgement itself. */
  answer(answer: Answer): Promise<void>;
  /** Acknowledges, then opens a modal; one that is given as a function is made after that. */
  open(view: ModalView | (() => Promise<ModalView>)): Promise<void>;
};

/** A subcommand of `/prodseceng`. `usage` is what follows the word; `forTeam`: only the team sees it in the help. */
export type Command = { word: string; usage: string; help: string; forTeam?: boolean; run(call: Call): Promise<void> };

/** As many typing slips as still make a guess worth showing. */
const FAR = 3;
/** As many commands under way as nobody waits for. */
const FEW = 2;

/** Listens to `/prodseceng`: the first word chooses; none, `help` and an unknown one answer with the help. */
export function listenToCommand(
  app: App,
  commands: readonly Command[],
  { access, client }: { access: Access; client: WebClient },
): void {
  const byWord = new Map(commands.map((command) => [command.word, command]));
  let atOnce = 0;
  const carriedOut = async ({ ack, body }: SlackCommandMiddlewareArgs): Promise<void> => {
    const answer = async ({ text, blocks }: Answer): Promise<void> =>
      ack({ response_type: 'ephemeral', text, ...(blocks === undefined ? {} : { blocks }) });
    const who = await access.who(body.user_id, body.team_id);
    if (!who.ok) return answer({ text: who.text });
    const [word = '', rest = ''] = splitFirst(body.text);
    const command = byWord.get(word.toLowerCase());
    if (command === undefined) return answer(helpFor(word, commands, who.roles));
    const open: Call['open'] = async (view) => {
      await ack();
      // Where several come at once, the others are acknowledged before this person is shown something.
      if (atOnce > FEW) await setImmediate();
      const made = typeof view === 'function' ? await view() : view;
      await client.views.open({ trigger_id: body.trigger_id, view: made });
    };
    return command.run({ roles: who.roles, rest, answer, open });
  };
  app.command('/prodseceng', async (given) => {
    atOnce += 1;
    try {
      await carriedOut(given);
    } finally {
      atOnce -= 1;
    }
  });
}

function splitFirst(text: string): string[] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end === -1 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).trim()];
}

/** The nearest of what could have been meant; null when nothing is near. */
export function nearest(typed: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const found = closest(typed.toLowerCase(), [...known]);
  return distance(typed.toLowerCase(), found) <= Math.min(FAR, Math.ceil(typed.length / 2)) ? found : null;
}

/** The help, with what was probably meant first when the word is none of ours. */
export function helpFor(word: string, commands: readonly Command[], roles: Roles): Answer {
  const shown = commands.filter((command) => command.forTeam !== true || roles.team);
  const lines = shown.map(
    ({ word, usage, help }) => `\`/prodseceng ${[word, usage].filter(Boolean).join(' ')}\`\n${help}`,
  );
  const unknown = word !== '' && word.toLowerCase() !== 'help';
  const meant = unknown ? nearest(word, ['help', ...shown.map((command) => command.word)]) : null;
  const guess = meant === null ? '' : ` Did you mean \`/prodseceng ${meant}\`?`;
  const opening = unknown
    ? `There is no command “${inline(word.slice(0, 40))}”.${guess}`
    : 'What `/prodseceng` can do:';
  return {
    text: opening,
    blocks: [
      section(opening),
      ...lines.map((line) => section(line)),
      context('In an emergency page the Security Incident Response Team with `/security` in any channel.'),
    ],
  };
}
