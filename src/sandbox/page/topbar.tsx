import { useState } from 'preact/hooks';
import { nextWorkingDay } from './dates.ts';
import { useDesk } from './desk.ts';
import { Icon } from './icon.tsx';

type Props = { gitlabOpen: boolean; toggleGitLab(): void };

/** The sandbox's own bar: its clock, and the work items. */
export function Topbar({ gitlabOpen, toggleGitLab }: Props) {
  return (
    <header class="topbar">
      <p class="title">
        <Icon name="shield" />
        <strong>prodseceng</strong> sandbox
      </p>
      <Clock />
      <button type="button" class="bar-button" aria-pressed={gitlabOpen} onClick={toggleGitLab}>
        <Icon name="panel" />
        GitLab
      </button>
    </header>
  );
}

const SHOWN: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
};

/** Where the clock can be moved, the app's own next moments among it. */
const MOVES: { label: string; to(now: Date): object }[] = [
  { label: '+1 hour', to: () => ({ advanceSeconds: 3_600 }) },
  { label: '+1 day', to: () => ({ advanceSeconds: 86_400 }) },
  { label: 'Next working day 09:00', to: (now) => ({ to: nextWorkingDay(now).toISOString() }) },
  { label: 'Next reminder', to: () => ({ next: 'reminder' }) },
  { label: 'Next digest', to: () => ({ next: 'digest' }) },
];

function Clock() {
  const { state, act } = useDesk();
  const now = new Date(state.now);
  const [posted, setPosted] = useState<number | null>(null);
  const move = async (to: object) => {
    const answer = await act<{ posted: number }>('clock', to);
    setPosted(answer.ok ? answer.posted : null);
  };
  return (
    <fieldset class="clock" aria-label="Clock">
      <Icon name="clock" />
      <time dateTime={now.toISOString()}>{`${new Intl.DateTimeFormat('en-GB', SHOWN).format(now)} UTC`}</time>
      <span class="move">Move the clock</span>
      {MOVES.map(({ label, to }) => (
        <button key={label} type="button" class="bar-button" onClick={() => move(to(now))}>
          {label}
        </button>
      ))}
      <span class="posted" role="status">
        {posted === null ? '' : posted === 0 ? 'Nothing new' : `${posted} new ${posted === 1 ? 'message' : 'messages'}`}
      </span>
    </fieldset>
  );
}

/** What the app did against Slack's or GitLab's rules, as the stand-ins saw it. */
export function Problems() {
  const { state } = useDesk();
  const [hidden, setHidden] = useState(0);
  const problems = state.problems.slice(hidden);
  if (problems.length === 0) return null;
  return (
    <section class="problems" role="alert" aria-label="Problems">
      <Icon name="warning" />
      <div>
        <p>{`The app broke a rule of Slack or GitLab ${problems.length === 1 ? 'once' : `${problems.length} times`}:`}</p>
        <ul>
          {[...counted(problems)].slice(-5).map(([problem, times]) => (
            <li key={problem}>{times > 1 ? `${problem} (${times} times)` : problem}</li>
          ))}
        </ul>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label="Hide problems"
        onClick={() => setHidden(state.problems.length)}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}

/** Each problem once, with how often it came. */
function counted(problems: string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const problem of problems) times.set(problem, (times.get(problem) ?? 0) + 1);
  return times;
}
