/** Surveys go up to the top, behind everything else. A record's id is that of its report. */
export const surveyChannel = 'u4-floods-survey';

/** A file of a report; its bytes stand in exchange. */
export interface Survey {
  /** SHA-256, hex. */
  hash: string;
  size: number;
  /** Rises with each survey that takes this one's place; stored with it, so that the sites above keep the latest. */
  version: number;
}
