import type { LocalSite } from '../local-site.ts';
import type { Province } from '../province.ts';

const roleNames: Record<string, string> = {
  clerk: 'công chức một cửa / clerk',
  leader: 'lãnh đạo / leader',
  district_officer: 'cán bộ huyện / district officer',
  ioc: 'IOC tỉnh / provincial IOC',
  operator: 'vận hành / operator',
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - text.length));

const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
};

const vietnamese = (day: string): string => day.split('-').reverse().join('/');

const people = (sites: readonly LocalSite[]): string[] =>
  table(
    sites.flatMap((site) =>
      site.described.people.map(({ username, password, name, title, roles }) => [
        username,
        password,
        site.name,
        `${name}, ${title}`,
        roles.map((role) => roleNames[role] ?? role).join(', '),
      ]),
    ),
  );

const grpcurl = (province: Province): string[] => {
  const top = province.sites.find((site) => site.described.clients.length > 0);
  const client = top?.described.clients[0];
  const operations = top?.config.services.operations;
  if (!top || !client || !operations) return [];
  const { day } = province.file.business;
  const selection = {
    unit: top.config.homeUnit,
    from: `${day.slice(0, 8)}01`,
    to: day,
    indicators: ['received', 'pending', 'overdue'],
    groupBy: ['GROUP_BY_COUNTING_UNIT'],
  };
  return [
    '',
    'Hệ thống khác gọi qua gRPC / another system calls over gRPC (grpcurl, thư mục dự án / in the repository):',
    `  TOKEN=$(curl -s -u ${client.clientId}:${client.secret} -d grant_type=client_credentials \\`,
    `    ${top.config.identity.issuer}/protocol/openid-connect/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `  grpcurl -plaintext -import-path proto -proto lienthong/operations/v1/operations.proto \\`,
    `    -H "authorization: Bearer $TOKEN" \\`,
    `    -d '${JSON.stringify({ selection })}' \\`,
    `    ${operations.grpc} lienthong.operations.v1.OperationsService/QueryRollup`,
  ];
};

/** What a visitor of the demonstration needs: addresses, people, what to try. Vietnamese first. */
export const guide = (province: Province): string => {
  const { file, sites } = province;
  const commune = sites.find(({ config }) => config.services.onestop);
  const clerk = commune?.described.people.find(({ roles }) => roles.includes('clerk'));
  const top = sites.find(({ described }) => described.parent === undefined);
  const ioc = top?.described.people.find(({ roles }) => roles.includes('ioc'));
  return [
    '',
    `Liên Thông · ${file.title}`,
    `Bản trình diễn: ngày làm việc ${vietnamese(file.business.day)}, nhân vật và số liệu là hư cấu.`,
    `A demonstration: the business day is ${file.business.day}; people and figures are invented.`,
    '',
    'Địa chỉ / addresses:',
    ...table(sites.map((site) => [site.name, site.publicUrl])),
    '',
    'Đăng nhập / sign in (tên / user name, mật khẩu / password):',
    ...people(sites),
    '',
    'Thử / try:',
    ...(clerk && commune && ioc && top
      ? [
          `  1. Mở ${commune.publicUrl}, đăng nhập ${clerk.username}, tiếp nhận một hồ sơ.`,
          `     Open the commune, sign in as ${clerk.username}, register a dossier.`,
          `  2. Mở ${top.publicUrl} bằng cửa sổ khác, đăng nhập ${ioc.username}: số liệu tăng ngay, không cần tải lại.`,
          `     Open the province in another window as ${ioc.username}: the number rises without reloading.`,
          '  3. Bấm vào một con số để xem nó từ đâu ra. / Click a number to see where it comes from.',
          '  4. Xem và quyết định một sự cố / see an incident and decide: npm run demo -- --incident restored | replaced | twin',
        ]
      : []),
    ...grpcurl(province),
    '',
    'Ctrl-C: dừng tất cả / stops everything.',
    '',
  ].join('\n');
};

/** Memory of every process and of all together, biggest first. */
export const memoryTable = (processes: readonly { name: string; bytes: number }[]): string => {
  const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;
  const sorted = [...processes].sort((a, b) => b.bytes - a.bytes);
  const sum = sorted.reduce((total, { bytes }) => total + bytes, 0);
  return [
    'Bộ nhớ / memory:',
    ...table(
      [...sorted, { name: 'tất cả / all', bytes: sum }].map(({ name, bytes }) => [name, megabytes(bytes)]),
    ),
  ].join('\n');
};
