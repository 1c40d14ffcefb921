import { itemOf, type StageFile, type StageItem } from './stage.ts';
import { type ItemRow, isAnswered, type ListRow } from './stage-kind.ts';
import { planOf } from './sunset-plan.ts';
import { DECISION, openObjections, stakeholdersAwaited, teamsNotMoved, userTeams } from './sunset-voices.ts';
import { isSettled } from './value-proposition.ts';

const NAMED = 3;

/** Names of which the first few are said. */
const few = (names: readonly string[]): string =>
  names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;

const teamNames = (file: StageFile): string => few(teamsNotMoved(file).map(({ team, role }) => team ?? role));

/**
 * Why an item of a sunset cannot be answered so yet; null where it can. Decommissioning waits until parity gaps are settled, dependencies
 * answered, the rollback window stated (SUN-4) and objections answered (SUN-3). Each reason says what to do.
 */
export function sunsetLock(file: StageFile, list: ListRow, row: ItemRow, state: StageItem['state']): string | null {
  if (state === 'open') return null;
  if (list.id === 'decommission') return locked(decommissionWaitsFor(file));
  if (state !== 'done') return null;
  if (list.id === 'activities' && row.key === 'decision') return locked(decisionWaitsFor(file));
  if (list.id === 'activities' && row.key === 'timeline') return locked(timelineWaitsFor(file));
  if ((list.id === 'activities' && row.key === 'migrate') || (list.id === 'outputs' && row.key === 'teams'))
    return locked(movingWaitsFor(file));
  if (list.id === 'outputs' && row.key === 'decommissioned') return locked(stepsLeft(file));
  return null;
}

const locked = (reasons: readonly string[]): string | null =>
  reasons.length === 0 ? null : `It is locked. ${reasons.join(' ')}`;

/** What decommissioning waits for, each with what to do; empty where it may go on. */
export function decommissionWaitsFor(file: StageFile): string[] {
  const gaps = file.values.filter((value) => !isSettled(value)).map(({ what }) => `“${what}”`);
  const objections = openObjections(file).length;
  return [
    ...(gaps.length === 0
      ? []
      : [`Parity gaps are open: ${few(gaps)}. Mark each value proposition as shipped, or drop it with a reason.`]),
    ...(isAnswered(itemOf(file, 'considerations', 'dependencies'))
      ? []
      : ['Dependencies are not answered: answer that consideration.']),
    ...(planOf(file.stage).dates.rollback === undefined ? ['No rollback window is stated: set the dates.'] : []),
    ...(objections === 0
      ? []
      : [`${objections === 1 ? 'An objection is' : `${objections} objections are`} not answered: answer on record.`]),
  ];
}

function decisionWaitsFor(file: StageFile): string[] {
  const asked = file.voices.some(({ gate }) => gate === DECISION);
  if (!asked)
    return ['Nobody was asked: ask the stakeholders first. If there are none, choose “Not doing” and say so.'];
  const awaited = stakeholdersAwaited(file).length;
  return [
    ...(awaited === 0
      ? []
      : [`${awaited === 1 ? 'One stakeholder has' : `${awaited} stakeholders have`} not answered yet.`]),
    ...(openObjections(file).length === 0 ? [] : ['An objection is not answered: answer it on record first.']),
  ];
}

const timelineWaitsFor = ({ stage }: StageFile): string[] =>
  planOf(stage).dates.announcement === undefined ? ['There are no dates yet: set them, and notices go out.'] : [];

const movingWaitsFor = (file: StageFile): string[] =>
  userTeams(file).length === 0 || teamsNotMoved(file).length === 0
    ? []
    : [`These teams have not confirmed that they moved: ${teamNames(file)}.`];

function stepsLeft(file: StageFile): string[] {
  const open = ['infrastructure', 'repositories', 'documentation'].filter(
    (key) => !isAnswered(itemOf(file, 'decommission', key)),
  );
  return open.length === 0 ? [] : ['Steps of the decommissioning are open: answer them first.'];
}
