/** The provisions that the clock itself rests on, as Vietnamese papers cite them. */
export const law = {
  firstDay: 'khoản 2 Điều 147 Bộ luật Dân sự 2015',
  firstHour: 'khoản 1 Điều 147 Bộ luật Dân sự 2015',
  closedLastDay: 'khoản 5 Điều 148 Bộ luật Dân sự 2015',
  filedOnline: 'khoản 3 Điều 17 NĐ 118/2025/NĐ-CP',
  extension: 'khoản 6 Điều 19 NĐ 118/2025/NĐ-CP',
  atOnce: 'điểm b khoản 2 Điều 20 NĐ 118/2025/NĐ-CP',
  oneDayToSend: 'khoản 5 Điều 8 NĐ 09/2019/NĐ-CP',
} as const;
