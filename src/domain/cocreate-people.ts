import { z } from 'zod';
import type { Act } from './request-act.ts';
import { type DecideStage, oweStageIssue, type Stage, type StageFile, stageRefusal } from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';

const person = z.string().nullable().catch(null).default(null);

/** Whom a co-creation is made with: Product, Engineering, ProdSec as internal testers (Customer Zero), the team that will own it (COC-4, COC-5). */
export const CocreatePeople = z.object({
  product: person,
  engineering: person,
  testers: z.array(z.string()).catch([]).default([]),
  /** Whoever answers for the eventual owning team. */
  owner: person,
  /** The eventual owning team, in words. */
  team: z.string().catch('').default(''),
});
export type CocreatePeople = z.infer<typeof CocreatePeople>;

/** As far as they are named. */
export const peopleOf = ({ details }: Pick<Stage, 'details'>): CocreatePeople =>
  CocreatePeople.catch(CocreatePeople.parse({})).parse(details.people ?? {});

/** Names them anew. Refused for anyone but the team, and once it is over. */
export const setPeople =
  (act: Act, people: CocreatePeople): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const { stage } = file;
    const named = Object.entries(people).flatMap(([as, who]) =>
      who === null || who.length === 0 ? [] : [`${as}: ${who}`],
    );
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'people named', why: named.join('; ') },
        edit: { details: { ...stage.details, people } },
        owed: [oweStageIssue(stage)],
        answer: 'It is kept whom it is made with.',
      },
    };
  };

/** Outputs of the loop under way that were changed after somebody had agreed to them, by their titles (COC-3). */
export function changedSinceAgreed(
  file: StageFile,
  outputs: readonly { list: string; key: string; title: string }[],
): string[] {
  const agreed = file.voices.filter(({ gate, state }) => gate === file.stage.phase && state === 'agreed');
  const first = Math.min(...agreed.map(({ at }) => at?.getTime() ?? Number.POSITIVE_INFINITY));
  return outputs
    .filter(({ list, key }) =>
      file.items.some((item) => item.list === list && item.key === key && (item.at?.getTime() ?? 0) > first),
    )
    .map(({ title }) => title);
}
