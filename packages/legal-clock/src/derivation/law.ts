/** The provisions that the clock itself rests on, as Vietnamese papers cite them. */
export const law = {
  firstDay: 'khoản 2 Điều 147 Bộ luật Dân sự 2015',
  firstHour: 'khoản 1 Điều 147 Bộ luật Dân sự 2015',
  closedLastDay: 'khoản 5 Điều 148 Bộ luật Dân sự 2015',
  extension: 'khoản 6 Điều 19 NĐ 118/2025/NĐ-CP',
} as const;
