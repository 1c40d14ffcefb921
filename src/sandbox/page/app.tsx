import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { readAddress, writeAddress } from './address.ts';
import { type Answer, act, listen, read } from './api.ts';
import { Conversation, Thread } from './conversation.tsx';
import { type Desk, DeskContext, type IssueKey } from './desk.ts';
import { GitLabPane } from './gitlab-pane.tsx';
import { Home } from './home.tsx';
import { Modals } from './modal.tsx';
import { type Place, Sidebar } from './sidebar.tsx';
import { Problems, Topbar } from './topbar.tsx';
import type { State } from './wire.ts';

/** The whole page. */
export function App() {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  const [threadTs, setThreadTs] = useState<string | null>(null);
  const [gitlab, setGitLab] = useState<{ open: boolean; issue: IssueKey | null }>({ open: true, issue: null });
  const { state, version, refresh } = useWorkspace(address.as);
  const [failure, setFailure] = useFailure();

  useEffect(() => history.replaceState(null, '', writeAddress(address)), [address]);
  if (!state) return <p class="connecting">Connecting to the sandbox …</p>;

  const place = placeIn(state, address.place);
  const go = (next: Place) => {
    setThreadTs(null);
    setAddress({ ...address, place: next });
  };
  const desk: Desk = {
    as: address.as,
    state,
    version,
    ask: act,
    async act<T extends object>(path: string, body: object): Promise<Answer<T>> {
      const answer = await act<T>(path, body);
      setFailure(answer.ok ? null : answer.error);
      refresh();
      return answer;
    },
    openConversation(id, ts) {
      go({ conversation: id });
      if (ts) setThreadTs(ts);
    },
    openIssue: (issue) => setGitLab({ open: true, issue }),
  };
  const become = (as: string) => {
    setThreadTs(null);
    setAddress({ ...address, as });
  };
  return (
    <DeskContext.Provider value={desk}>
      <Topbar gitlabOpen={gitlab.open} toggleGitLab={() => setGitLab({ ...gitlab, open: !gitlab.open })} />
      <Problems />
      <div class="columns">
        <Sidebar place={place} go={go} become={become} />
        <div class="middle" key={address.as}>
          {place === 'home' ? <Home /> : <Conversation id={place.conversation} openThread={setThreadTs} />}
          {place !== 'home' && threadTs && (
            <Thread channel={place.conversation} ts={threadTs} close={() => setThreadTs(null)} />
          )}
        </div>
        {gitlab.open && (
          <GitLabPane
            key={`gitlab-${address.as}`}
            selected={gitlab.issue}
            select={(issue) => setGitLab({ open: true, issue })}
            close={() => setGitLab({ ...gitlab, open: false })}
          />
        )}
      </div>
      <Modals key={`modals-${address.as}`} />
      {failure && <Toast key={failure} text={failure} close={() => setFailure(null)} />}
    </DeskContext.Provider>
  );
}

/** The place that was asked for, or the first channel where the person has no such place. */
function placeIn(state: State, place: Place): Place {
  if (place === 'home') return 'home';
  const known = [...state.channels, ...state.dms].some((each) => each.id === place.conversation);
  return known ? place : { conversation: state.channels[0]?.id ?? '' };
}

function useWorkspace(as: string) {
  const [state, setState] = useState<State | null>(null);
  const [version, setVersion] = useState(0);
  const refresh = useCallback(() => setVersion((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says when to read again.
  useEffect(() => {
    let overtaken = false;
    void read<State>('state', { as }).then((next) => {
      if (!overtaken && next) setState(next);
    });
    return () => {
      overtaken = true;
    };
  }, [as, version]);
  useEffect(() => listen(as, refresh), [as, refresh]);
  // The clock on the page goes on while nothing else happens.
  useEffect(() => {
    const timer = setInterval(refresh, 30_000);
    return () => clearInterval(timer);
  }, [refresh]);
  return { state: state?.me.id === as ? state : null, version, refresh };
}

/** A refusal to show, gone after ten seconds. */
function useFailure() {
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    if (!failure) return;
    const timer = setTimeout(() => setFailure(null), 10_000);
    return () => clearTimeout(timer);
  }, [failure]);
  return [failure, setFailure] as const;
}

/** A popover, so that it stands above an open modal as well. */
function Toast({ text, close }: { text: string; close(): void }) {
  const toast = useRef<HTMLDivElement>(null);
  useEffect(() => toast.current?.showPopover(), []);
  return (
    <div class="toast" role="alert" popover="manual" ref={toast}>
      <span>{text}</span>
      <button type="button" onClick={close}>
        Dismiss
      </button>
    </div>
  );
}
