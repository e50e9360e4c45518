const paths = {
  search: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l4 4',
  plus: 'M8 2.5v11M2.5 8h11',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  clock: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 4.5V8l2.5 2',
  alert: 'M8 1.8 15 14H1L8 1.8ZM8 6v4M8 11.6v.6',
  pause: 'M5.5 3v10M10.5 3v10',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  print: 'M4 6V1.5h8V6M4 12H1.5V6h13v6H12M4 9.5h8v5H4v-5Z',
  download: 'M8 1.5v9M4.5 7 8 10.5 11.5 7M2 14h12',
  link: 'M6.5 9.5 9.5 6.5M7 4.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.500 7.500 13a3.200 3.200 0 0 1-4.500-4.500L4.500 7',
  unlink:
    'M7 4.500l1.500-1.500a3.200 3.200 0 0 1 4.500 4.500L11.500 9M9 11.500 7.500 13a3.200 3.200 0 0 1-4.500-4.500L4.500 7M2 2l12 12',
  send: 'M8 14V3M3.500 7 8 2.500 12.500 7',
  undo: 'M5.500 2.500 2.500 5.500l3 3M2.500 5.500H10a4 4 0 0 1 0 8H6',
  table: 'M1.500 2.500h13v11h-13zM1.500 6.200h13M1.500 9.800h13M6 2.500v11',
  chart: 'M1.500 14.500h13M4 12V8M8 12V3M12 12V6',
  screen: 'M1.500 2.500h13v9h-13zM5 14.500h6',
  keyboard: 'M1.500 4h13v8.500h-13zM4 7h.1M7 7h.1M10 7h.1M12.500 7h.1M5 10h6',
  person: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 14.500c.6-3.200 2.800-5 6-5s5.400 1.800 6 5',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of 16 px; the word beside it carries the meaning. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
