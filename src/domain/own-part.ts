/** Several parts may stand in one description: each but the request's own has a name. */
const begin = (name: string): string => `<!-- prodseceng:begin${name === '' ? '' : ` ${name}`} -->`;
const end = (name: string): string => `<!-- prodseceng:end${name === '' ? '' : ` ${name}`} -->`;

/** The name of a stage's own part. */
export const stagePart = (stageId: number): string => `stage-${stageId}`;

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
/** The hidden mark of a value proposition's issue. */
export const valueMarker = (valueId: number): string => `<!-- prodseceng:value:${valueId} -->`;

/** The hidden mark of a note; a key of ours, in which nothing can end the comment. */
export const noteMarker = (key: string): string => `<!-- prodseceng:note:${key.replace(/[^\w.:]/g, '_')} -->`;

/** The app's own part of a description, fenced in so that the rest stays people's. */
export const ownPart = (content: string, name = ''): string => `${begin(name)}\n${content.trim()}\n${end(name)}`;

/**
 * The description with the app's own part replaced. Everything around it is left as people wrote it; where the part was taken
 * out it is put at the end again.
 */
export function withOwnPart(description: string, content: string, name = ''): string {
  const from = description.indexOf(begin(name));
  const to = from === -1 ? -1 : description.indexOf(end(name), from);
  if (to === -1) return [description.trimEnd(), ownPart(content, name)].filter((part) => part !== '').join('\n\n');
  return `${description.slice(0, from)}${ownPart(content, name)}${description.slice(to + end(name).length)}`;
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
export function ownPartIn(description: string, name = ''): string | null {
  const from = description.indexOf(begin(name));
  const to = from === -1 ? -1 : description.indexOf(end(name), from);
  return to === -1 ? null : description.slice(from + begin(name).length, to);
}

/** The description in which a template's part, which has no name yet, is that of the stage that it became. */
export function withTemplatePart(description: string, stageId: number): string {
  const own = /<!--\s*prodseceng:template:/u.test(description) ? ownPartIn(description) : null;
  if (own === null || ownPartIn(description, stagePart(stageId)) !== null) return description;
  return description.replace(`${begin('')}${own}${end('')}`, () => ownPart(own, stagePart(stageId)));
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
