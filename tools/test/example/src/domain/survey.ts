/** Surveys go up to the top, behind everything else. A record's id is that of its report. */
export const surveyChannel = 'u4-floods-survey';

/** A file of a report; its bytes stand in exchange. */
export interface Survey {
  /** SHA-256, hex. */
  hash: string;
  size: number;
}
