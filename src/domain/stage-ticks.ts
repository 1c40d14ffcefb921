import {
  type DecideStage,
  type ItemEdit,
  itemOf,
  oweStageIssue,
  type Stage,
  type StageFile,
  stageRefusal,
} from './stage.ts';
import { isAnswered, type ListRow, rowOf, type StageKindRow } from './stage-kind.ts';

/** The hidden mark behind a line of a checklist in GitLab, by which it is known however its text is edited. */
export const tickMarker = (list: string, key: string): string => `<!-- prodseceng:item:${list}/${key} -->`;

const LINE = /^\s*[-*+] \[([ xX])\].*<!-- prodseceng:item:([\w-]+\/[\w-]+) -->/gmu;

/** Which items are ticked in a description, and which are there but not ticked. */
export function ticksIn(description: string): Map<string, boolean> {
  return new Map([...description.matchAll(LINE)].map(([, box = ' ', name = '']) => [name, box !== ' ']));
}

/** Activities are ticked; the rest needs more than a tick. */
export const isTickable = ({ of }: ListRow): boolean => of === 'activity';

/** The items that stand ticked where the stage is as it is now. */
export const tickedNow = (kind: StageKindRow, file: StageFile): string[] =>
  kind
    .lists(file.stage)
    .filter(isTickable)
    .flatMap((list) =>
      list.items.filter(({ key }) => isAnswered(itemOf(file, list.id, key))).map(({ key }) => `${list.id}/${key}`),
    );

/** As it was last written or read. */
const tickedBefore = ({ details }: Stage): Set<string> =>
  new Set(Array.isArray(details.ticked) ? details.ticked.map(String) : []);

/**
 * What people ticked or unticked in GitLab since it was last written is so here as well; a tick that the rules do not allow yet is taken back in
 * GitLab, and said. `by`: their GitLab username. Refused where nothing differs.
 */
export const takeTicks =
  (kind: StageKindRow, description: string, by: string, now: Date): DecideStage =>
  (file) => {
    const before = tickedBefore(file.stage);
    const changed = [...ticksIn(description)].filter(([name, ticked]) => ticked !== before.has(name));
    const items: ItemEdit[] = [];
    const refused: string[] = [];
    for (const [name, ticked] of changed) {
      const [list = '', key = ''] = name.split('/');
      const found = rowOf(kind, file.stage, list, key);
      if (found === null || !isTickable(found.list) || isAnswered(itemOf(file, list, key)) === ticked) continue;
      const state = ticked ? 'done' : 'open';
      const locked =
        file.stage.state === 'open' ? (kind.locked?.(file, found.list, found.row, state) ?? null) : 'It has ended.';
      if (locked === null) items.push({ list, key, state, by: `gitlab:${by}`, at: now });
      else refused.push(`“${found.row.title}” was ticked in GitLab, but: ${locked}`);
    }
    if (items.length === 0 && refused.length === 0) return stageRefusal('Nothing was ticked.');
    const trouble = refused.length === 0 ? {} : { edit: { trouble: refused.join(' ') } };
    return {
      ok: true,
      value: {
        ...{
          actor: 'gitlab',
          action: 'ticked in GitLab',
          why: [...items.map(({ key, state }) => `${key}: ${state}`), ...refused].join('; '),
        },
        ...{ items, ...trouble, owed: refused.length === 0 ? [] : [oweStageIssue(file.stage)], answer: '' },
      },
    };
  };
