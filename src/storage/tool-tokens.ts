import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { signStore } from './signs.ts';

type Kept = { storage: { signs: ReturnType<typeof signStore> } };

const PREFIX = 'tool_token_';
const TOKEN = /^tool_token_[\w-]{43}$/;

/** A new token of a tool, of 256 random bits. Only its hash is kept; the token before is of no use any more. */
export async function makeToken(deps: Kept & { now(): Date }, toolId: number, madeBy: string): Promise<string> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  await deps.storage.signs.keepToolToken(toolId, hashOf(token), madeBy, deps.now());
  return token;
}

/** Whether a token is the tool's. As much is done for a tool that is not there or has none. */
export async function isTokenOf(deps: Kept, toolId: number, token: string): Promise<boolean> {
  const kept = await deps.storage.signs.toolTokenHash(toolId);
  const given = Buffer.from(hashOf(token), 'hex');
  const wanted = Buffer.from(kept ?? hashOf(''), 'hex');
  return timingSafeEqual(given, wanted) && kept !== null && TOKEN.test(token);
}

/** The tokens are random, so a plain hash cannot be turned back by guessing. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
