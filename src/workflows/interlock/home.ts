import type { KnownBlock } from '@slack/types';
import type { Deps, DigestPart, HomePart } from '../../deps.ts';
import { lateBefore, pieces } from '../../domain/feedback.ts';
import { mayLead } from '../../domain/interlock.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, header, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { ACTIONS } from './ids.ts';
import { interlocked } from './leaders.ts';
import { answerButtons } from './messages.ts';

const ASKED = { most: 50, shown: 8 };
/** What is awaited of a person comes after the requests that others wait for. */
const WAITING = 25;
const ON_HOME = 60;

/** What somebody is asked to validate; for who leads, a line on the feedback that waits (LOCK-4). */
export async function interlockOnHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  const asked = await deps.storage.feedback.validationsAskedOf(roles.person.id, ASKED.most);
  const blocks = mayLead(await interlocked(deps, roles)) ? await leaderBlocks(deps) : [];
  if (asked.length === 0 && blocks.length === 0) return null;
  const rows = asked
    .slice(0, ASKED.shown)
    .map(({ feedback, item }): KnownBlock[] => [
      section(
        `*Does it meet your use case?* ${inline(truncate(item.title, 150))}\n${inline(truncate(feedback.useCase, 300))}`,
        { blockId: `validate:${feedback.id}` },
      ),
      actions(answerButtons(feedback), `validate_buttons:${feedback.id}`),
    ]);
  return { order: ON_HOME, blocks, waiting: { order: WAITING, rows, count: asked.length } };
}

async function leaderBlocks(deps: Deps): Promise<KnownBlock[]> {
  const { open, missed } = await deps.storage.feedback.countFeedback(lateBefore(deps.now()));
  if (open === 0 && missed === 0) return [];
  const facts = [
    ...(open === 0 ? [] : [`${pieces(open)} to consolidate`]),
    ...(missed === 0 ? [] : [`${missed === 1 ? '1 use case' : `${missed} use cases`} not met by what shipped`]),
  ];
  const accessory = button({
    text: 'Open',
    actionId: ACTIONS.overview,
    value: 'home',
    label: 'Open the Security Interlock',
  });
  return [
    header('Security Interlock', 'interlock'),
    section(facts.join(' · '), { blockId: 'interlock:counts', accessory }),
  ];
}

/** Feedback that nobody has consolidated for two weeks: a number, to the team alone. */
export async function lateFeedbackInDigest({ storage, now }: Deps): Promise<DigestPart[]> {
  const { late } = await storage.feedback.countFeedback(lateBefore(now()));
  if (late === 0) return [];
  const lines = [
    `${pieces(late)} ${late === 1 ? 'has' : 'have'} waited for more than two weeks to be consolidated: \`/prodseceng interlock\``,
  ];
  return [{ order: 70, where: 'internal', title: 'Security Interlock', lines, hidden: lines, calls: false }];
}
