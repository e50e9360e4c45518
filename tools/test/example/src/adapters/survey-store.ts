import { deadReason, type Remedies, type UnitKey } from '@lienthong/domain';
import {
  type ChoosingStore,
  type RecordChange,
  type RecordContent,
  type RecordKey,
  recordName,
  type Stamp,
  type UnusableChange,
} from '@lienthong/messaging';
import type { Db } from 'mongodb';
import { surveyChannel } from '../domain/survey.ts';
import type { FindSurveys } from '../queries/list-surveys.ts';

interface HeldSurvey extends RecordKey, Stamp {
  _id: string;
  /** Absent: it was withdrawn. */
  content?: RecordContent;
}

/** What ends the causes for which records are set aside. */
export const remedies: Remedies = { NOT_A_SURVEY: 'release' };

/** Surveys as this site holds them, its own and those from below. */
export function createSurveyStore(db: Db): { records: ChoosingStore; find: FindSurveys } {
  const collection = db.collection<HeldSurvey>('surveys');
  return {
    records: {
      async *sources() {
        for (const unit of await collection.distinct('unit')) yield { unit, channel: surveyChannel };
      },
      async *heldStamps({ unit }) {
        for await (const one of collection.find({ unit })) yield { key: keyOf(one), stamp: stampOf(one) };
      },
      async find(keys) {
        const found = new Map<string, HeldSurvey>();
        for await (const one of collection.find({ _id: { $in: keys.map(recordName) } }))
          found.set(one._id, one);
        return keys.map((key) => {
          const one = found.get(recordName(key));
          return one && stampOf(one);
        });
      },
      async apply(changes) {
        const usable = changes.filter(isUsable);
        if (usable.length > 0)
          await collection.bulkWrite(
            usable.map(({ key, stamp, content }) => {
              const replacement = { ...key, ...stamp, ...(content && { content }) };
              return { replaceOne: { filter: { _id: recordName(key) }, replacement, upsert: true } };
            }),
          );
        return changes
          .filter((change) => !isUsable(change))
          .map((change): UnusableChange => ({ change, reason: deadReason('NOT_A_SURVEY') }));
      },
    },
    async find(unit: UnitKey) {
      const held = await collection.find({ unit }).sort({ id: 1 }).toArray();
      return held.flatMap(({ id, content }) => (content ? [{ reportId: id, ...content }] : []));
    },
  };
}

const isUsable = ({ content, tombstone }: RecordChange): boolean => tombstone || content !== undefined;
const keyOf = ({ channel, unit, id }: HeldSurvey): RecordKey => ({ channel, unit, id });
const stampOf = ({ rev, tag }: HeldSurvey): Stamp => ({ rev, tag });
