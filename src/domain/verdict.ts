/** What a rule says: yes, with what follows; or a refusal with a text for the person, which says what to do instead. */
export type Verdict<T> = { ok: true; value: T } | { ok: false; text: string };

export const yes = <T>(value: T): Verdict<T> => ({ ok: true, value });
export const no = (text: string): { ok: false; text: string } => ({ ok: false, text });
