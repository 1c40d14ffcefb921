import { CHAT_METHODS } from './methods-chat.ts';
import { CONVERSATION_METHODS } from './methods-conversations.ts';
import { FILE_METHODS } from './methods-files.ts';
import { PEOPLE_METHODS } from './methods-people.ts';
import { VIEW_METHODS } from './methods-views.ts';
import type { Json, Slack } from './types.ts';

/** A Web API method: the scopes it always needs, which token it takes, and what it does. */
export type Method = {
  scopes: string[];
  token: 'bot' | 'app';
  run(slack: Slack, args: Json): Json;
};

/** Every Web API method that the stand-in knows. */
export const METHODS: Record<string, Method> = {
  ...CHAT_METHODS,
  ...VIEW_METHODS,
  ...PEOPLE_METHODS,
  ...CONVERSATION_METHODS,
  ...FILE_METHODS,
};
