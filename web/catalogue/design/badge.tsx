import { Badge, type Tone } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { longProcedure } from '../sample/names.ts';

const tones: Tone[] = ['neutral', 'good', 'soon', 'late', 'stale', 'accent'];

export const examples: Examples = {
  states: {
    tones: () => (
      <div className="in-line">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone} icon="clock">
            còn 2 ngày làm việc
          </Badge>
        ))}
      </div>
    ),
    plain: () => (
      <div className="in-line in-surface">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone} icon="clock" plain>
            còn 2 ngày làm việc
          </Badge>
        ))}
      </div>
    ),
    'cut off': () => (
      <Badge tone="late" icon="alert" title={longProcedure}>
        {longProcedure}
      </Badge>
    ),
    wrapped: () => (
      <Badge tone="late" icon="alert" wrap>
        {longProcedure}
      </Badge>
    ),
  },
};
