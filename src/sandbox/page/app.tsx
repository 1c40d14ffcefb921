import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Address, startAt, writeAddress } from './address.ts';
import { type Answer, act } from './api.ts';
import { Conversation, Thread } from './conversation.tsx';
import { type Desk, DeskContext, type IssueKey } from './desk.ts';
import { GitLabPane } from './gitlab-pane.tsx';
import { Home } from './home.tsx';
import { Modals } from './modal.tsx';
import { type Place, Sidebar } from './sidebar.tsx';
import { Toast } from './toast.tsx';
import { Problems, Topbar } from './topbar.tsx';
import type { State } from './wire.ts';
import { useWorkspace } from './workspace.ts';

/** The whole page. */
export function App() {
  const { address, threadTs, gitlab, ...moves } = useMoves();
  const { state, version, refresh } = useWorkspace(address.as);
  const [failure, setFailure] = useState<string | null>(null);
  // The fragment may name a role: from here on it is that person's id.
  const as = state?.me.id ?? address.as;
  useEffect(() => history.replaceState(null, '', writeAddress({ ...address, as })), [address, as]);
  if (!state) return <p class="connecting">Connecting to the sandbox …</p>;

  const desk: Desk = {
    as,
    state,
    version,
    ask: act,
    async act<T extends object>(path: string, body: object): Promise<Answer<T>> {
      const answer = await act<T>(path, body);
      setFailure(answer.ok ? null : answer.error);
      refresh();
      return answer;
    },
    openConversation: (id, ts) => moves.go({ conversation: id }, ts),
    openIssue: (issue) => moves.showGitLab(true, issue),
  };
  const place = placeIn(state, address.place);
  return (
    <DeskContext.Provider value={desk}>
      <Topbar gitlabOpen={gitlab.open} toggleGitLab={() => moves.showGitLab(!gitlab.open)} />
      <Problems />
      <div class="columns">
        <Sidebar place={place} go={moves.go} become={moves.become} />
        <Middle key={address.as} place={place} threadTs={threadTs} openThread={moves.openThread} />
        {gitlab.open && (
          <GitLabPane
            key={`gitlab-${address.as}`}
            selected={gitlab.issue}
            select={(issue) => moves.showGitLab(true, issue)}
            close={() => moves.showGitLab(false)}
          />
        )}
      </div>
      <Modals key={`modals-${address.as}`} />
      {failure && <Toast key={failure} text={failure} close={() => setFailure(null)} />}
    </DeskContext.Provider>
  );
}

type MiddleProps = { place: Place; threadTs: string | null; openThread(ts: string | null): void };

function Middle({ place, threadTs, openThread }: MiddleProps) {
  if (place === 'home') return <Home />;
  return (
    <div class="middle">
      <Conversation id={place.conversation} openThread={openThread} />
      {threadTs && <Thread channel={place.conversation} ts={threadTs} close={() => openThread(null)} />}
    </div>
  );
}

/** Who one is, where one looks, and the ways to change that. */
function useMoves() {
  const start = useMemo(() => startAt(location.pathname, location.hash), []);
  const [address, setAddress] = useState<Address>(start.address);
  const [threadTs, openThread] = useState<string | null>(start.threadTs);
  const [gitlab, setGitLab] = useState<{ open: boolean; issue: IssueKey | null }>({ open: true, issue: start.issue });
  return {
    address,
    threadTs,
    gitlab,
    openThread,
    go(place: Place, ts?: string) {
      openThread(ts ?? null);
      setAddress({ ...address, place });
    },
    become(as: string) {
      openThread(null);
      setAddress({ ...address, as });
    },
    /** Without an issue the one that is shown stays. */
    showGitLab(open: boolean, issue: IssueKey | null = gitlab.issue) {
      setGitLab({ open, issue });
    },
  };
}

/** The place that was asked for, or the first channel where the person has no such place. */
function placeIn(state: State, place: Place): Place {
  if (place === 'home') return 'home';
  const known = [...state.channels, ...state.dms].some((each) => each.id === place.conversation);
  return known ? place : { conversation: state.channels[0]?.id ?? '' };
}
