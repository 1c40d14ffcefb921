import { oweCard, oweDirect, oweNote, oweWorkItemUpdate, requestNumber } from './owed.ts';
import { answersFor, type Entry, sightOf } from './request.ts';
import { type Act, type Decide, entryBy, kept, tellEntry } from './request-act.ts';
import { no, yes } from './verdict.ts';

/** Someone who may read the request's answers says something; it lands on the work item with their name. */
export function comment(act: Act, text: string): Decide {
  return (file) => {
    if (sightOf(file, act.roles) !== 'answers')
      return no('Only the people concerned can comment. Join the request first.');
    const said = entryBy(act, 'comment', text);
    const { id } = file.request;
    const answer = `Your comment on ${requestNumber(id)} is kept and goes to the work item.`;
    return yes({ actor: act.roles.person.id, action: 'commented', entries: [said], owed: kept(said, file), answer });
  };
}

export type SlackMessage = { authorId: string | null; authorName: string; text: string; link: string; saidAt: Date };

/** Copies a Slack message to the work item as a note, with who, when and its link. A message is recorded once. */
export function recordMessage(act: Act, message: SlackMessage): Decide {
  return (file) => {
    if (sightOf(file, act.roles) !== 'answers') return no('Only the people concerned can record a message.');
    const { id } = file.request;
    const said: Entry = { kind: 'recorded', ...message, key: act.key };
    const answer = `The message is on its way to the work item of ${requestNumber(id)}.`;
    return yes({
      actor: act.roles.person.id,
      action: 'recorded a message',
      entries: [said],
      owed: [oweNote(id, said.key)],
      answer,
    });
  };
}

/** Someone joins an earlier request with their own use case instead of filing another (DOOR-8). */
export function joinRequest(act: Act, useCase: string): Decide {
  return (file) => {
    const { request } = file;
    const { person } = act.roles;
    if (sightOf(file, act.roles) === 'number') return no('This request cannot be joined.');
    if (answersFor(request, person.id)) {
      return no(
        `${requestNumber(request.id)} is your own request. Open it and use *Add or correct*, or go on with a new one.`,
      );
    }
    if (request.state === 'withdrawn' || request.state === 'duplicate') {
      return no(`${requestNumber(request.id)} is ${request.state}. File your own request instead.`);
    }
    if (file.people.some((each) => each.personId === person.id && each.role === 'joiner')) {
      return no(`You joined ${requestNumber(request.id)} already. Add to it with *Comment*.`);
    }
    const said = entryBy(act, 'joined', useCase);
    const told = request.requesterId === null ? [] : [oweDirect(request.id, request.requesterId, 'joined', said.key)];
    return yes({
      actor: person.id,
      action: 'joined',
      join: [{ personId: person.id, role: 'joiner', useCase }],
      entries: [said],
      owed: [oweCard(request.id), oweWorkItemUpdate(request.id), ...kept(said, file), ...told],
      answer: `You joined ${requestNumber(request.id)}. Your use case is on the work item, and you hear what becomes of it.`,
    });
  };
}

export type GitLabComment = { noteId: number; authorName: string; text: string; url: string; saidAt: Date };

/** A comment made in GitLab appears where the request is talked about in Slack. Nothing goes back to GitLab. */
export function commentFromGitLab(found: GitLabComment): Decide {
  return (file) => {
    const key = `gitlab:${found.noteId}`;
    const { authorName, text, url: link, saidAt } = found;
    const said: Entry = { kind: 'gitlab', authorId: null, authorName, text, link, saidAt, key };
    const actor = `gitlab:${authorName}`;
    return yes({ actor, action: 'commented in GitLab', entries: [said], owed: tellEntry(file, said), answer: '' });
  };
}
