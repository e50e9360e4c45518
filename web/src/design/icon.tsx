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
  link: 'M6.5 9.5 9.5 6.5M7 4.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13a3.2 3.2 0 0 1-4.5-4.5L4.5 7',
  unlink: 'M7 4.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13a3.2 3.2 0 0 1-4.5-4.5L4.5 7M2 2l12 12',
  send: 'M8 14V3M3.5 7 8 2.5 12.5 7',
  undo: 'M5.5 2.5 2.5 5.5l3 3M2.5 5.5H10a4 4 0 0 1 0 8H6',
  table: 'M1.5 2.5h13v11h-13zM1.5 6.2h13M1.5 9.8h13M6 2.5v11',
  chart: 'M1.5 14.5h13M4 12V8M8 12V3M12 12V6',
  screen: 'M1.5 2.5h13v9h-13zM5 14.5h6',
  keyboard: 'M1.5 4h13v8.5h-13zM4 7h.1M7 7h.1M10 7h.1M12.5 7h.1M5 10h6',
  person: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 14.5c.6-3.2 2.8-5 6-5s5.400 1.8 6 5',
  folder: 'M1.5 4v9h13V5.5H8L6.5 3.5h-5V4Z',
  tasks: 'M1.5 4l1.2 1.2L5 2.8M1.5 11l1.2 1.2L5 9.8M7.5 4h7M7.5 11h7',
  gear: 'M8 10.2a2.2 2.2 0 1 0 0-4.400 2.2 2.2 0 0 0 0 4.400ZM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.400 3.400l1.400 1.400M11.2 11.2l1.400 1.400M12.600 3.400l-1.400 1.400M4.8 11.2l-1.400 1.400',
  nodes:
    'M8 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM3.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM12.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 5.300 4.5 10.700M9 5.300l2.5 5.400',
  bell: 'M8 1.5a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5-1.5 5.5h12c0-.5-1.5-1.5-1.5-5.5A4.5 4.5 0 0 0 8 1.5ZM6.5 14h3',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  panel: 'M1.5 2.5h13v11h-13zM6 2.5v11',
} as const;

export type IconName = keyof typeof paths;
export const iconNames = Object.keys(paths) as readonly IconName[];

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
