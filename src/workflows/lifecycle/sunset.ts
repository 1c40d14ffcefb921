import type { Deps, DigestPart } from '../../deps.ts';
import { trendOf } from '../../domain/adoption.ts';
import { dayIn } from '../../domain/day.ts';
import type { StageFile, StageVoice } from '../../domain/stage.ts';
import { missingIn } from '../../domain/stage-kind.ts';
import { datesLate, mayStartSunset, SUNSET, toSunset } from '../../domain/sunset.ts';
import { endSunset } from '../../domain/sunset-end.ts';
import { dayInWords, planOf, SUNSET_DATES } from '../../domain/sunset-plan.ts';
import { DECISION, openObjections } from '../../domain/sunset-voices.ts';
import { inlineForGitLab } from '../../gitlab/markdown.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { adoptionTrend, CHARTED } from './adoption.ts';
import type { Gate, KindScreen } from './kind.ts';
import { SUNSET_ACTIONS } from './sunset-ids.ts';
import { noticeTick, sunsetNotice } from './sunset-notices.ts';
import { sunsetBlocks } from './sunset-view.ts';

/** Transition & Sunset (SUN-1…5). */
export const sunsetScreen: KindScreen = {
  kind: 'sunset',
  command: { word: 'sunset', help: 'Transition & Sunset: retire a tool that is no longer needed.' },
  start: {
    title: 'Start a sunset',
    text: 'From now on the tool is treated as KTLO (“keep the lights on”): it is kept operational within its SLO and RTO, feature requests are not accepted, contributions are still reviewed. It stays in the inventory until it is decommissioned. You lead the sunset.',
    why: 'Why is it no longer needed?',
  },
  begin: (act, tool, why) => {
    const not = mayStartSunset(act, tool);
    if (not !== null) return { ok: false, text: not };
    const made = {
      ...{ kind: SUNSET.kind, name: tool.name, phase: 'open', toolId: tool.id, ownerId: act.roles.person.id, why },
      details: { trigger: 'direct' },
    };
    return { ok: true, made, rules: [toSunset(act, why)] };
  },
  blocks: sunsetBlocks,
  offers: ({ stage }) =>
    planOf(stage).dates.rollback === undefined ? [] : [{ text: 'Roll back', actionId: SUNSET_ACTIONS.rollBack }],
  gateOf,
  askedLines,
  ending: (file) => ({
    text: 'End the sunset',
    ready: missingIn(SUNSET, file, null).length === 0 && openObjections(file).length === 0,
    decide: endSunset,
  }),
  issueTitle: ({ stage }) => `Sunset Tooling: ${stage.name}`,
  sections,
  deliveries: { 'sunset-notice': sunsetNotice, 'adoption-trend': adoptionTrend },
  ticks: [noticeTick],
};

/** What stakeholders and user teams were asked. */
function gateOf({ stage }: StageFile, { gate, team, role }: StageVoice): Gate {
  return gate === DECISION
    ? {
        ...{ id: gate, title: 'Ask stakeholders', roles: [], agree: 'Agree', decline: 'Object' },
        question: `Do you agree that ${stage.name} is retired?`,
      }
    : {
        ...{ id: gate, title: 'Ask a user team', roles: [], agree: 'Moved', decline: 'Not yet' },
        question: `Has ${team ?? role} moved away from ${stage.name}?`,
      };
}

function askedLines({ stage }: StageFile, { id, gate, note, state }: StageVoice): string[] {
  const { dates, instead, answers } = planOf(stage);
  const answer = state === 'declined' && answers[id]?.to === (note ?? '') ? answers[id] : undefined;
  const by = dates.migration ?? dates['read-only'] ?? dates.decommission;
  return [
    ...(gate === DECISION && stage.why !== null ? [`*Why:* ${inline(truncate(stage.why, 1_000))}`] : []),
    ...(instead === '' ? [] : [`*What to use instead:* ${inline(truncate(instead, 1_000))}`]),
    ...(gate === DECISION || by === undefined ? [] : [`*By:* ${dayInWords(by)}`]),
    ...(answer === undefined ? [] : [`*ProdSecEng answers:* ${inline(truncate(answer.text, 1_000))}`]),
  ];
}

/** In GitLab: the dates, what is used instead, what was answered to objections, the last adoption numbers. */
async function sections({ storage }: Deps, { stage, voices, tool }: StageFile): Promise<string[]> {
  const { dates, noticeDays, instead, answers, rolledBack } = planOf(stage);
  const days = SUNSET_DATES.flatMap(({ id, label }) =>
    dates[id] === undefined ? [] : [`- **${label}:** ${dates[id]}`],
  );
  const objections = voices.flatMap(({ id, note, state }) => {
    const answer = answers[id];
    if (answer === undefined || state !== 'declined' || answer.to !== (note ?? '')) return [];
    return [`- ${inlineForGitLab(answer.to)}: ${inlineForGitLab(answer.text)}`];
  });
  const counted = tool === null ? [] : await storage.adoption.adoptionOf(tool.id, CHARTED);
  return [
    ...(rolledBack ? ['**Rolled back:** the tool is maintained again.'] : []),
    ...(days.length === 0 ? [] : ['## Dates', [...days, `- **Notice period:** ${noticeDays ?? 0} days`].join('\n')]),
    ...(instead === '' ? [] : [`**What to use instead:** ${inlineForGitLab(instead)}`]),
    ...(objections.length === 0 ? [] : ['## Objections, answered', objections.join('\n')]),
    ...(counted.length === 0 ? [] : [`**Adoption:** ${inlineForGitLab(trendOf(counted))}`]),
  ];
}

const AT_ONCE = 100;

/** Dates of sunsets that are over while what was to be done by then is not. */
export async function sunsetsInDigest(deps: Deps): Promise<DigestPart[]> {
  const today = dayIn(deps.now(), deps.settings.calendar.homeTimeZone);
  const open = await deps.storage.stages.openStages(AT_ONCE, 'sunset');
  const files = await Promise.all(open.map(({ id }) => deps.storage.stages.stage(id)));
  const late = files.flatMap((file) =>
    file === null ? [] : datesLate(file, today).map((date) => ({ ...date, stage: file.stage })),
  );
  const said = ({ label, day }: (typeof late)[number]) => `${label} was ${dayInWords(day)}, and is not done`;
  return [
    {
      ...{ order: 36, where: 'channel', title: 'Sunsets: dates that have passed', calls: false },
      lines: late.map((each) => `*${inline(truncate(each.stage.name, 100))}*: ${said(each)}`),
      hidden: late.map((each) => `S-${each.stage.id}: ${said(each)}`),
    },
  ];
}
