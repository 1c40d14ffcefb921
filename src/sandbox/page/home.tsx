import { useEffect, useRef, useState } from 'preact/hooks';
import { read } from './api.ts';
import { Blocks } from './blocks.tsx';
import { useDesk } from './desk.ts';
import { useBlocks } from './surface.ts';
import type { View } from './wire.ts';

/** App Home. Opening it tells the app; reading it again after a change does not. */
export function Home() {
  const { as, version } = useDesk();
  const [view, setView] = useState<View | null>(null);
  const opened = useRef<string | null>(null);
  // `version` says when to read again.
  useEffect(() => {
    const again: Record<string, string> = opened.current === as ? { refresh: '1' } : {};
    opened.current = as;
    void read<{ view: View | null }>('home', { as, ...again }).then((answer) => {
      if (opened.current === as) setView(answer?.view ?? null);
    });
  }, [as, version]);
  return (
    <main class="conversation" aria-label="App Home">
      <header class="pane-header">
        <h1>App Home</h1>
      </header>
      <div class="scroll home">
        {view ? <HomeView view={view} /> : <p class="empty">The app has drawn no Home yet.</p>}
      </div>
    </main>
  );
}

function HomeView({ view }: { view: View }) {
  const surface = useBlocks({ type: 'view', viewId: view.id }, view.blocks);
  return <Blocks blocks={view.blocks} surface={surface} />;
}
