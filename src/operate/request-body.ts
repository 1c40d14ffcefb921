import type { IncomingMessage } from 'node:http';

export type Body = { ok: true; body: Buffer } | { ok: false; reason: 'too large' | 'broken off' };

/** GitLab's largest hooks hold a description of a megabyte twice; five leave room. */
const LARGEST_BYTES = 5 * 1024 * 1024;

/** Reads a request's raw body, and stops reading at five megabytes. */
export async function readBody(request: IncomingMessage, largest = LARGEST_BYTES): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > largest) return { ok: false, reason: 'too large' };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > largest) return { ok: false, reason: 'too large' };
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, reason: 'broken off' };
  }
  return { ok: true, body: Buffer.concat(chunks) };
}
