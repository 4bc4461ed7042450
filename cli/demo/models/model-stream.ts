/** The streams that the plant's models feed, by the plan's stream id. */
export const modelStreams = [
  'solidification.solidification',
  'defect_prediction.defect_prediction',
  'defect_prediction.crack_risk',
] as const;

export type ModelStream = (typeof modelStreams)[number];
