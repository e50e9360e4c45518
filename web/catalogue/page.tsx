import { examplesOf } from './examples.ts';

/** `?component=design/dialog&state=side`; without either the list of all. */
export function Page() {
  const asked = new URLSearchParams(location.search);
  const name = asked.get('component') ?? '';
  const examples = examplesOf.get(name);
  if (!examples) return <All />;
  const chosen = asked.get('state');
  if (examples.isAlone && chosen === null) return <States of={name} states={Object.keys(examples.states)} />;
  return (
    <div className="catalogue">
      {Object.entries(examples.states)
        .filter(([state]) => chosen === null || chosen === state)
        .map(([state, Example]) => (
          <section key={state} aria-label={state} lang="en">
            {examples.isAlone ? null : <h2 aria-hidden="true">{state}</h2>}
            <div data-state={state} lang="vi">
              <Example />
            </div>
          </section>
        ))}
    </div>
  );
}

const addressOf = (component: string, state?: string): string =>
  `?${new URLSearchParams({ component, ...(state === undefined ? {} : { state }) })}`;

function All() {
  return (
    <main className="catalogue">
      <h1>Danh mục thành phần</h1>
      <ul className="components">
        {[...examplesOf.keys()].map((name) => (
          <li key={name}>
            <a href={addressOf(name)}>{name}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}

function States({ of, states }: { of: string; states: string[] }) {
  return (
    <main className="catalogue">
      <h1>{of}</h1>
      <ul>
        {states.map((state) => (
          <li key={state}>
            <a href={addressOf(of, state)}>{state}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}
