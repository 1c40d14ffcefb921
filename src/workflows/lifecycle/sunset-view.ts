import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { trendOf } from '../../domain/adoption.ts';
import { dayIn } from '../../domain/day.ts';
import type { Roles } from '../../domain/people.ts';
import type { StageFile, StageVoice } from '../../domain/stage.ts';
import { mayNotWorkOn } from '../../domain/stage-kind.ts';
import { triggerOf } from '../../domain/sunset.ts';
import { dayInWords, howFar, planOf, SUNSET_DATES } from '../../domain/sunset-plan.ts';
import { DECISION, openObjections, userTeams } from '../../domain/sunset-voices.ts';
import { actions, button, confirmation, context, header, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { adoptionTable, CHARTED } from './adoption.ts';
import { SUNSET_ACTIONS } from './sunset-ids.ts';

const SHOWN_DAYS = 7;

/** What a sunset has of its own in its workspace: its dates, who agrees and who has moved, and how many use what. */
export async function sunsetBlocks(deps: Deps, file: StageFile, roles: Roles): Promise<KnownBlock[]> {
  const works = mayNotWorkOn({ roles }, file) === null;
  const rolledBack = planOf(file.stage).rolledBack
    ? [context(':leftwards_arrow_with_hook: It was rolled back: the tool is maintained again.', 'rolled_back')]
    : [];
  return [
    ...rolledBack,
    ...(await dateBlocks(deps, file, works)),
    ...peopleBlocks(file, works),
    ...(await adoptionBlocks(deps, file, works)),
  ];
}

/** The dates as lines, in a reader's words. `today`: YYYY-MM-DD. */
export function dateLines({ stage }: Pick<StageFile, 'stage'>, today: string): string[] {
  const { dates } = planOf(stage);
  return SUNSET_DATES.flatMap(({ id, label, comes }) => {
    const day = dates[id];
    return day === undefined ? [] : [`*${label}:* ${dayInWords(day)} (${howFar(today, day)}): ${comes}`];
  });
}

async function dateBlocks(deps: Deps, file: StageFile, works: boolean): Promise<KnownBlock[]> {
  const { stage } = file;
  const today = dayIn(deps.now(), deps.settings.calendar.homeTimeZone);
  const lines = dateLines(file, today);
  const { instead, noticeDays } = planOf(stage);
  const notices = await deps.storage.stages.noticesOf(stage.id);
  const next = notices.find(({ sentAt }) => sentAt === null);
  const zone = deps.settings.calendar.homeTimeZone;
  const facts = [
    ...(noticeDays === null ? [] : [`Notice period: ${noticeDays} days`]),
    ...(notices.length === 0 ? [] : [`Notices sent: ${notices.filter(({ sentAt }) => sentAt !== null).length}`]),
    ...(next === undefined || stage.state !== 'open' ? [] : [`next: ${dayInWords(dayIn(next.dueAt, zone))}`]),
  ];
  const text = [
    ...(lines.length === 0 ? ['No dates yet. Notices go out before each of them.'] : lines),
    ...(instead === '' ? [] : [`*What to use instead:* ${inline(truncate(instead, 600))}`]),
  ];
  const accessory = button({
    ...{ text: lines.length === 0 ? 'Set the dates' : 'Change the dates', actionId: SUNSET_ACTIONS.dates },
    value: String(stage.id),
  });
  return [
    header('Dates', 'dates'),
    section(text.join('\n'), { blockId: 'dates_list', ...(works ? { accessory } : {}) }),
    ...(facts.length === 0 ? [] : [context(facts.join(' · '), 'notices')]),
  ];
}

function peopleBlocks(file: StageFile, works: boolean): KnownBlock[] {
  const value = String(file.stage.id);
  const direct = triggerOf(file.stage) === 'direct';
  const buttons = [
    ...(direct ? [button({ text: 'Ask stakeholders', actionId: SUNSET_ACTIONS.askStakeholders, value })] : []),
    button({ text: 'Ask a user team', actionId: SUNSET_ACTIONS.askTeam, value }),
  ];
  const teams = userTeams(file);
  return [
    header('Stakeholders and user teams', 'people'),
    section([...stakeholderLines(file), ...teamLines(teams)].join('\n'), { blockId: 'people_list' }),
    ...openObjections(file).map((voice) => objectionBlock(file, voice, works)),
    ...answeredLines(file).map((line, index) => context(line, `answered:${index}`)),
    ...(works ? [actions(buttons, 'people_buttons')] : []),
  ];
}

function stakeholderLines({ stage, voices }: StageFile): string[] {
  if (triggerOf(stage) !== 'direct') return [];
  const asked = voices.filter(({ gate }) => gate === DECISION);
  if (asked.length === 0) return ['Nobody was asked yet whether they agree.'];
  const count = (state: StageVoice['state']) => asked.filter((voice) => voice.state === state).length;
  return [`Stakeholders: ${count('agreed')} agree · ${count('declined')} object · ${count('asked')} not answered yet`];
}

const TEAM_SAYS: Record<StageVoice['state'], string> = { agreed: 'moved', declined: 'not yet', asked: 'asked' };

function teamLines(teams: readonly StageVoice[]): string[] {
  if (teams.length === 0) return ['No user team is named yet: each confirms that it has moved.'];
  return teams.slice(0, 20).map(({ team, role, state, note, personId }) => {
    const why = note === null ? '' : `: ${inline(truncate(note, 200))}`;
    return `• ${inline(team ?? role)} (${mentionPerson(personId)}): *${TEAM_SAYS[state]}*${why}`;
  });
}

function objectionBlock({ stage }: StageFile, { id, personId, note }: StageVoice, works: boolean): KnownBlock {
  const text = `:warning: ${mentionPerson(personId)} objects: ${inline(truncate(note ?? '', 500))}`;
  const accessory = button({ text: 'Answer it', actionId: SUNSET_ACTIONS.answer, value: `${stage.id}/${id}` });
  return section(text, { blockId: `objection:${id}`, ...(works ? { accessory } : {}) });
}

/** What was answered to those who object, as long as they object to the same. */
function answeredLines({ stage, voices }: StageFile): string[] {
  const { answers } = planOf(stage);
  return voices.flatMap(({ id, personId, state, note }) => {
    const answer = answers[id];
    if (answer === undefined || state !== 'declined' || answer.to !== (note ?? '')) return [];
    const objected = `${mentionPerson(personId)} objects: ${inline(truncate(answer.to, 300))}`;
    return [`${objected}\n${mentionPerson(answer.by)} answered: ${inline(truncate(answer.text, 500))}`];
  });
}

async function adoptionBlocks(deps: Deps, { stage, tool }: StageFile, works: boolean): Promise<KnownBlock[]> {
  if (tool === null) return [];
  const days = await deps.storage.adoption.adoptionOf(tool.id, CHARTED);
  const value = String(stage.id);
  const token = button({
    ...{ text: 'New token', actionId: SUNSET_ACTIONS.token, value },
    confirm: confirmation({
      ...{
        title: 'Make a new token?',
        text: 'The tool posts its numbers with it. A token made before is of no use from then on.',
      },
      ...{ yes: 'Make it', no: 'Cancel' },
    }),
  });
  const buttons = [
    ...(works ? [button({ text: 'Enter numbers', actionId: SUNSET_ACTIONS.numbers, value })] : []),
    ...(days.length === 0 ? [] : [button({ text: 'Send me the trend', actionId: SUNSET_ACTIONS.trend, value })]),
    ...(works ? [token] : []),
  ];
  const table = days.length === 0 ? '' : `\n${adoptionTable(days.slice(-SHOWN_DAYS))}`;
  return [
    header('Adoption: tool against feature', 'adoption'),
    section(`${trendOf(days)}${table}`, { blockId: 'adoption_numbers' }),
    ...(buttons.length === 0 ? [] : [actions(buttons, 'adoption_buttons')]),
  ];
}
