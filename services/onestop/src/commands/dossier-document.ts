import { createHash } from 'node:crypto';
import type { AggregateDocument, StoredEvent } from '@lienthong/aggregates';
import { currentTraceparent } from '@lienthong/runtime';
import { v7 as newEventId } from 'uuid';
import {
  type Dossier,
  type DossierEvent,
  type EventKind,
  evolve,
  type RecordedEvent,
} from '../domain/dossier.ts';
import { parseCode } from '../domain/dossier-code.ts';
import { type ListKeys, listKeysOf } from '../domain/worklist.ts';

export interface StoredDossierEvent extends RecordedEvent, StoredEvent {}

/** A command that was done: its key, who sent what, and what came of it. */
export interface DoneCommand {
  key: string;
  fingerprint: string;
  version: number;
}

/** A dossier as it stands in the store: state, history and outbox in one document. */
export interface DossierDocument extends AggregateDocument<StoredDossierEvent>, ListKeys {
  /** Unique. */
  code: string;
  codePrefix: string;
  number: number;
  dossier: Dossier;
  /** Local days that its events touch, by movements or cancels. */
  days: string[];
  /** Who sent what at intake: the dossier's id is the key of that command. */
  intake: string;
  /** The last commands: a key older than these ends as a version conflict. */
  commands: DoneCommand[];
}

const commandsKept = 20;

/** The type of an event on the wire, with its major version. */
export function eventType(kind: EventKind): string {
  return `onestop.dossier.${kind}.v1`;
}

/** A caller and a body as one value: a key means the same command only when both are the same. */
export function fingerprintOf(subject: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, body]))
    .digest('base64url');
}

/** The first document of a dossier. */
export function newDocument(events: DossierEvent[], intake: string): DossierDocument {
  const dossier = events.reduce<Dossier | undefined>(evolve, undefined);
  if (!dossier) throw new Error('a dossier begins with an event');
  const recorded = record(events, 0, dossier.subject.procedureCode);
  const { prefix, number } = parseCode(dossier.code) ?? { prefix: dossier.code, number: 0 };
  return {
    _id: dossier.id,
    version: recorded.length,
    unit: dossier.unit,
    code: dossier.code,
    codePrefix: prefix,
    number,
    dossier,
    ...listKeysOf(dossier),
    days: daysOf(recorded),
    intake,
    commands: [],
    events: recorded,
    published: 0,
    pending: true,
    pendingAt: recorded[0]?.at ?? 0,
  };
}

/** What a command changes in a document: the events to append and the fields to set. */
export function changeOf(
  current: DossierDocument,
  events: DossierEvent[],
  command: Omit<DoneCommand, 'version'>,
): { events: StoredDossierEvent[]; set: Partial<DossierDocument> } {
  const dossier = events.reduce<Dossier>(evolve, current.dossier);
  const recorded = record(events, current.version, dossier.subject.procedureCode);
  const done = { ...command, version: current.version + recorded.length };
  return {
    events: recorded,
    set: {
      dossier,
      ...listKeysOf(dossier),
      days: [...new Set([...current.days, ...daysOf(recorded)])],
      commands: [...current.commands, done].slice(-commandsKept),
    },
  };
}

function record(events: DossierEvent[], version: number, procedureCode: string): StoredDossierEvent[] {
  const traceparent = currentTraceparent();
  return events.map(({ kind, at, actor, actorName, note, movements, cancels }, index) => ({
    id: newEventId(),
    type: eventType(kind),
    kind,
    at,
    version: version + index + 1,
    actor,
    actorName,
    note,
    procedureCode,
    movements,
    cancels,
    ...(traceparent === undefined ? {} : { traceparent }),
  }));
}

function daysOf(events: StoredDossierEvent[]): string[] {
  return [
    ...new Set(events.flatMap(({ movements, cancels }) => [...movements, ...cancels].map(({ day }) => day))),
  ];
}
