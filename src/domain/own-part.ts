const BEGIN = '<!-- prodseceng:begin -->';
const END = '<!-- prodseceng:end -->';

/** The hidden mark by which a work item is known as this request's, also after its answer was lost. */
export const requestMarker = (requestNumber: string): string => `<!-- prodseceng:request:${requestNumber} -->`;

/** The hidden mark of planned work. */
export const workMarker = (workId: number): string => `<!-- prodseceng:work:${workId} -->`;

/** The hidden mark of consolidated feedback. */
export const feedbackMarker = (itemId: number): string => `<!-- prodseceng:feedback:I-${itemId} -->`;

/** The item whose hidden mark a description holds; null where there is none. */
export function feedbackMarkedIn(description: string): number | null {
  const id = /<!-- prodseceng:feedback:I-(\d{1,9}) -->/u.exec(description)?.[1];
  return id === undefined ? null : Number(id);
}

/** The hidden mark of a note; a key of ours, in which nothing can end the comment. */
export const noteMarker = (key: string): string => `<!-- prodseceng:note:${key.replace(/[^\w.:]/g, '_')} -->`;

/** The app's own part of a description, fenced in so that the rest stays people's. */
export const ownPart = (content: string): string => `${BEGIN}\n${content.trim()}\n${END}`;

/**
 * The description with the app's own part replaced. Everything around it is left as people wrote it; where the part was taken
 * out it is put at the end again.
 */
export function withOwnPart(description: string, content: string): string {
  const from = description.indexOf(BEGIN);
  const to = from === -1 ? -1 : description.indexOf(END, from);
  if (to === -1) return [description.trimEnd(), ownPart(content)].filter((part) => part !== '').join('\n\n');
  return `${description.slice(0, from)}${ownPart(content)}${description.slice(to + END.length)}`;
}

/** The hidden mark of an outage. */
export const outageMarker = (outageId: number): string => `<!-- prodseceng:outage:O-${outageId} -->`;

/** The outage whose hidden mark a description holds; null where there is none. */
export function outageMarkedIn(description: string): number | null {
  const id = /<!-- prodseceng:outage:O-(\d{1,9}) -->/u.exec(description)?.[1];
  return id === undefined ? null : Number(id);
}

/** The hidden mark of a stage's work item. */
export const stageMarker = (stageId: number): string => `<!-- prodseceng:stage:${stageId} -->`;

/** The app's own part of a description; null where people took it out. */
export function ownPartIn(description: string): string | null {
  const from = description.indexOf(BEGIN);
  const to = from === -1 ? -1 : description.indexOf(END, from);
  return to === -1 ? null : description.slice(from + BEGIN.length, to);
}

const WEIGHT_WRITTEN = /^\*\*Weight (\d{1,4})\*\*.*\(GitLab did not take this as a field of its own\)/mu;
const OUR_WEIGHT = /\n*^\*\*Weight \d{1,4}\*\*.*<!-- prodseceng:weight -->$/mu;

/** The weight that the app wrote into a description, where GitLab has no field for it (its free tier); null where it wrote none. */
export function weightWritten(description: string): number | null {
  const found = WEIGHT_WRITTEN.exec(description)?.[1];
  return found === undefined ? null : Number(found);
}

/** The description with this weight written below what people wrote; null takes it out again. */
export function withWeightWritten(description: string, weight: number | null): string {
  const rest = description.replace(OUR_WEIGHT, '');
  if (weight === null) return rest;
  const line = `**Weight ${weight}** (GitLab did not take this as a field of its own) <!-- prodseceng:weight -->`;
  return rest.trim() === '' ? line : `${rest.trimEnd()}\n\n${line}`;
}
