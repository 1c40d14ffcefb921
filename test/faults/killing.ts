import { INTAKE } from './bad-day.ts';
import type { RealWorld } from './real-app.ts';

/** What house.md promises after a kill. */
export const ALL_DONE_MS = 40_000;

export type Args = Record<string, unknown>;
/** Sees that the app is killed at its moment; called just before a person acts. */
export type Arm = (world: RealWorld) => void;

/** As GitLab is asked. `done`: it has done it, and nobody is left to hear so. */
export const gitlab = (method: string, path: RegExp, moment: 'before' | 'done' | 'answered'): Arm => {
  return (world) => {
    const call = () => world.kill();
    const behave = { before: { call, andThen: 'drop' }, done: { call }, answered: { call, when: 'after' } } as const;
    world.standIns.gitlabFaults.next({ method, path, behave: behave[moment] });
  };
};

/** As Slack is called with arguments that fit. */
export const slack = (method: string, fits: (args: Args) => boolean, moment: 'before' | 'done' | 'answered'): Arm => {
  return ({ standIns, kill }) => {
    if (moment === 'before') {
      const killing = (args: Args) => {
        if (fits(args)) kill();
        return fits(args);
      };
      standIns.slackFaults.next({ method, when: killing, behave: 'drop' });
    } else standIns.slackFaults.next({ method, when: fits, behave: { call: kill, before: moment === 'done' } });
  };
};

export const isCard = ({ channel }: Args) => channel === INTAKE;
export const isDirect = ({ channel }: Args) => String(channel).startsWith('D');

const AT_ONCE = 2;
const turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, async () => {});

/** A machine has few cores: only a few start and file at the same time, and what they then wait for they wait for together. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const before = turns.shift() ?? Promise.resolve();
  const mine = before.then(work);
  turns.push(mine.catch(() => undefined));
  return mine;
}
