import { Icon, type IconName } from '../../src/design/index.ts';
import { iconNames } from '../../src/design/icon.tsx';
import type { Examples } from '../examples.ts';

const all = (size: number) => () => (
  <div className="in-line">
    {iconNames.map((name: IconName) => (
      <span key={name}>
        <Icon name={name} size={size} /> {name}
      </span>
    ))}
  </div>
);

export const examples: Examples = { states: { small: all(14), usual: all(16), large: all(28) } };
