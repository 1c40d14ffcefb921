import { requestNumber } from '../../domain/owed.ts';
import type { Entry, RequestFile } from '../../domain/request.ts';

export type Told = { file: RequestFile; entry: Entry | null };
/** The first line of a direct message, and small print on what happens next. */
export type Occasion = { text: string; next: string[] };

const OCCASIONS: Record<string, (told: Told) => Occasion> = {
  filed,
  linked: filed,
  asked: ({ file }) => ({
    text: `ProdSecEng needs information about *${requestNumber(file.request.id)}* from you.`,
    next: ['Your answer goes to the work item.'],
  }),
  answered: ({ file }) => ({
    text: `There is an answer about *${requestNumber(file.request.id)}*.`,
    next: [file.request.claimedBy === null ? 'Nobody has claimed it yet.' : 'You lead it.'],
  }),
  joined: ({ file }) => ({
    text: `Someone joined your request *${requestNumber(file.request.id)}*.`,
    next: ['Their use case is on the work item.'],
  }),
  left: ({ file }) => ({
    text: `A stakeholder of *${requestNumber(file.request.id)}* says that it does not concern them.`,
    next: ['Somebody else can be asked to join it.'],
  }),
  muted: ({ file }) => ({
    text: `A stakeholder of *${requestNumber(file.request.id)}* does not want to be told of it.`,
    next: ['They still read it.'],
  }),
  named: ({ file }) => ({
    text: `You are named on *${requestNumber(file.request.id)}* as a stakeholder.`,
    next: ['You hear what is decided. *Open* there lets you mute it, or say that it is not you.'],
  }),
  leads: ({ file }) => ({
    text: `You lead *${requestNumber(file.request.id)}* now.`,
    next: ['*Open* shows all of it; *Release* there if you cannot take it.'],
  }),
  duplicate,
  withdrawn: ({ file }) => ({
    text: `*${requestNumber(file.request.id)}* is withdrawn.`,
    next: file.workItem?.adopted === true ? ['The issue itself is left as it is.'] : ['Its work item is closed.'],
  }),
  decided: ({ file }) => ({
    text: `*${requestNumber(file.request.id)}* is decided.`,
    next: ['*Open* shows the decision, its basis and who agreed.'],
  }),
  triaged: ({ file }) => ({
    text: `There is an answer to your request *${requestNumber(file.request.id)}*.`,
    next: ['If there are new facts, *Open* lets you reopen it once.'],
  }),
  turned: ({ file }) => ({
    text: `*${requestNumber(file.request.id)}* goes on as another kind of request, under the same number.`,
    next: ['Nothing is to be typed again. *Open* and *Add or correct* let you add what its form asks beside.'],
  }),
  reopened: ({ file }) => ({
    text: `*${requestNumber(file.request.id)}*, which you led, was reopened with new facts.`,
    next: [],
  }),
  declined: ({ file }) => ({
    text: `The decision proposed on *${requestNumber(file.request.id)}* was not agreed to. It is in assessment again.`,
    next: ['The reason stands here and on the work item.'],
  }),
  unproposed: ({ file }) => ({
    text: `The decision proposed on *${requestNumber(file.request.id)}* was withdrawn. It is in assessment again.`,
    next: [],
  }),
  'signer-asked': ({ file }) => ({
    text: `There is a question about the decision that you proposed on *${requestNumber(file.request.id)}*.`,
    next: ['*Comment* answers it, on the work item too.'],
  }),
  returned: ({ file }) => ({
    text: `*${requestNumber(file.request.id)}* is looked at again: it is back in assessment.`,
    next: ['You hear what is decided this time.'],
  }),
  contact: ({ file }) => ({
    text: `You are the contact of *${requestNumber(file.request.id)}* now.`,
    next: ['Questions about it come to you, and you can answer, add to it and correct it.'],
  }),
};

/** What someone is told first. An occasion that is not known says that there is something new. */
export function occasionFor(what: string, told: Told): Occasion {
  const occasion = OCCASIONS[what];
  if (occasion !== undefined) return occasion(told);
  const { request } = told.file;
  return {
    text: `Something new about *${requestNumber(request.id)}*${request.sensitive ? ', which is sensitive' : ''}:`,
    next: [],
  };
}

function filed({ file }: Told): Occasion {
  const number = requestNumber(file.request.id);
  const text =
    file.workItem?.adopted === true ? `Your issue is request *${number}* now.` : `Your request *${number}* is filed.`;
  return {
    text,
    next: [
      'What happens next: ProdSecEng looks at it, and asks you here if something is missing. The discussion lives in the work item; *Open* lets you read, comment, correct or withdraw.',
    ],
  };
}

function duplicate({ file }: Told): Occasion {
  const { id, duplicateOf } = file.request;
  const other = duplicateOf === null ? 'another request' : `*${requestNumber(duplicateOf)}*`;
  const text = `*${requestNumber(id)}* asks for the same as ${other}, and goes on there.`;
  return { text, next: ['`/prodseceng requests` shows what you joined.'] };
}
