/** Reads from the page API. `null` where the server refuses or cannot be reached. */
export async function read<T>(path: string, query: Record<string, string>): Promise<T | null> {
  try {
    const response = await fetch(`/sandbox/${path}?${new URLSearchParams(query)}`);
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

export type Answer<T> = ({ ok: true } & T) | { ok: false; error: string };

/** Does something as the person; a lost connection is an answer like any other, with a text for the person. */
export async function act<T extends object>(path: string, body: object): Promise<Answer<T>> {
  try {
    const response = await fetch(`/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox': '1' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer<T>;
  } catch {
    return { ok: false, error: 'The sandbox does not answer. Is it still running?' };
  }
}

/** Calls `changed` when the server says that something visible changed; returns how to stop listening. */
export function listen(as: string, changed: () => void): () => void {
  const events = new EventSource(`/sandbox/events?as=${encodeURIComponent(as)}`);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  events.onmessage = () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, 40);
  };
  return () => {
    clearTimeout(waiting);
    events.close();
  };
}
