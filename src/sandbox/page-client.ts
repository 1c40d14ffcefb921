import type { Json } from './slack/types.ts';

/** The page's own HTTP API, spoken as the page speaks it. */
export type PageClient = {
  get<T = Json>(path: string, query?: Record<string, string>): Promise<T>;
  /** The answer, whether it is ok or a refusal. */
  post<T = Json>(path: string, body?: object): Promise<T & { ok: boolean; error?: string }>;
  /** The answer; throws with the refusal's text. */
  must<T = Json>(path: string, body?: object): Promise<T & { ok: boolean }>;
};

/** Whether the app took what a person did. */
export type Outcome = { ok: boolean; error?: string };

/** Runs an act, and after it waits until something new can be seen. */
export type Wait = <T>(act: () => Promise<T>) => Promise<T>;

/** Speaks as one person. */
export function createPageClient(baseUrl: string, as: string): PageClient {
  const post = async <T>(path: string, body: object = {}): Promise<T & { ok: boolean; error?: string }> => {
    const response = await fetch(`${baseUrl}/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox': '1', origin: baseUrl },
      body: JSON.stringify({ as, ...body }),
    });
    return (await response.json()) as T & { ok: boolean; error?: string };
  };
  return {
    async get<T>(path: string, query: Record<string, string> = {}) {
      const response = await fetch(`${baseUrl}/sandbox/${path}?${new URLSearchParams({ as, ...query })}`);
      const answer = (await response.json()) as { ok?: boolean; error?: string };
      if (answer.ok === false) throw new Error(`${as}: GET ${path}: ${answer.error}`);
      return answer as T;
    },
    post,
    async must<T>(path: string, body: object = {}) {
      const answer = await post<T>(path, body);
      if (!answer.ok) throw new Error(`${as}: ${path}: ${answer.error}`);
      return answer;
    },
  };
}
