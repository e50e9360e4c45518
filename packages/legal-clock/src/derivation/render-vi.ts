import type { DayReason } from '../calendar/layer.ts';
import { localDayAt } from '../local-time.ts';
import type { Channel, InterruptionReason, Term } from '../rule.ts';
import type { Derivation, Left, StartReason, Step } from './derivation.ts';
import { gather, type Told } from './gather.ts';
import { dateText, dayVi, minutesVi, momentVi, rangeText, timeText } from './words.ts';

const channels: Record<Channel, string> = {
  COUNTER: 'nộp trực tiếp',
  ONLINE: 'nộp trực tuyến',
  POST: 'nộp qua bưu chính công ích',
};

/** The reasons for waiting as an official says them. */
export const interruptionVi: Record<InterruptionReason, string> = {
  SUPPLEMENT: 'chờ bổ sung hồ sơ',
  FEE: 'chờ thực hiện nghĩa vụ tài chính',
  OTHER_AGENCY: 'chờ ý kiến cơ quan khác',
  THIRD_PARTY: 'chờ ý kiến bên thứ ba',
  OTHER: 'tạm dừng',
};

const provisional = (reason: DayReason): string => (reason.status === 'PROVISIONAL' ? ', tạm tính' : '');
const reasonText = (reason: DayReason): string => `${reason.name} (${reason.source}${provisional(reason)})`;

/** A term in words: `5 ngày làm việc`. */
export const termVi = (term: Term): string => {
  switch (term.unit) {
    case 'WORKING_DAY':
      return `${term.amount} ngày làm việc`;
    case 'CALENDAR_DAY':
      return `${term.amount} ngày`;
    case 'WORKING_HOUR':
      return minutesVi(Math.round(term.amount * 60));
    case 'SAME_DAY':
      return `trả trong ngày nếu nhận trước ${term.cutoff}`;
    default: {
      const never: never = term;
      return never;
    }
  }
};

/** What is left, in words: `2 ngày làm việc`. */
export const leftVi = (left: Left): string => {
  switch (left.unit) {
    case 'WORKING_DAY':
      return left.amount === 0 ? 'ngày cuối của thời hạn' : `${left.amount} ngày làm việc`;
    case 'CALENDAR_DAY':
      return left.amount === 0 ? 'ngày cuối của thời hạn' : `${left.amount} ngày`;
    case 'WORKING_MINUTE':
      return minutesVi(left.amount);
    default: {
      const never: never = left.unit;
      return never;
    }
  }
};

const startText = (step: Extract<Step, { kind: 'START' }>): string => {
  const came = `${step.again ? 'Nhận đủ hồ sơ' : 'Tiếp nhận'} lúc ${momentVi(step.at)}`;
  const same = step.day === localDayAt(step.at);
  const why: Record<StartReason, string> = {
    IN_HOURS: 'trong giờ làm việc',
    BEFORE_OPENING: 'trước giờ mở cửa',
    IN_BREAK: 'trong giờ nghỉ trưa',
    AFTER_CLOSING: 'sau giờ làm việc',
    CLOSED_DAY: `ngày không làm việc${step.reason ? `: ${step.reason.name}` : ''}`,
  };
  const counted = same ? '' : `, coi như nhận ngày làm việc kế tiếp, ${dayVi(step.day)}`;
  return `${came} (${why[step.why]})${counted}.`;
};

const stageText = (step: Extract<Step, { kind: 'STAGE' }>): string => {
  const head = `${step.holder}: ${termVi(step.term)}`;
  if (step.afterInstant !== undefined) return `${head}, tính từ ${momentVi(step.afterInstant)}.`;
  if (step.term.unit === 'SAME_DAY' || step.term.unit === 'WORKING_HOUR') return `${head}.`;
  const law = step.term.firstDay === 'SAME_DAY' ? '' : ' (ngày đầu không tính, Điều 147 Bộ luật Dân sự 2015)';
  return `${head}, tính sau ${dayVi(step.afterDay)}${law}.`;
};

const sumText = (told: Extract<Told, { kind: 'SUM' }>): string => {
  const { first, last, stage } = told;
  if (first?.kind === 'WORKED' && last?.kind === 'WORKED') {
    return `Đã tính đủ ${minutesVi(Math.round(told.minutes))}, từ ${momentVi(first.from)} đến ${momentVi(last.to)}.`;
  }
  if (first?.kind !== 'COUNTED' || last?.kind !== 'COUNTED') return 'Chưa tính ngày nào.';
  const unit = stage.term.unit === 'CALENDAR_DAY' ? 'ngày' : 'ngày làm việc';
  return `Tính ${told.days} ${unit}, từ ${dayVi(first.from)} đến ${dayVi(last.to)}.`;
};

const tell = (told: Told, derivation: Derivation): string => {
  switch (told.kind) {
    case 'START':
      return startText(told);
    case 'STAGE':
      return stageText(told);
    case 'WEEKENDS':
      return `Không tính ${told.days} ngày nghỉ hằng tuần: ${told.stretches.map(({ from, to }) => rangeText(from, to)).join(', ')}.`;
    case 'SKIPPED':
      return `Không tính ${rangeText(told.from, told.to)}: ${reasonText(told.reason)}.`;
    case 'MADE_UP':
      return `Có tính ${dayVi(told.step.from)}: ${told.step.makeUp ? reasonText(told.step.makeUp) : ''}.`;
    case 'SUSPENDED': {
      const { reason, basis } = derivation.interruptions[told.interruption] ?? {
        reason: 'OTHER' as const,
        basis: '',
      };
      return `Không tính ${rangeText(told.from, told.to)}: ${interruptionVi[reason]} (${basis}).`;
    }
    case 'SUM':
      return sumText(told);
    case 'MOVED': {
      const why = told.reasons.map(({ name }) => name).join(', ');
      return `Ngày cuối ${dayVi(told.from)} là ngày nghỉ (${why}) nên chuyển sang ${dayVi(told.to)} (Điều 148.5 Bộ luật Dân sự 2015).`;
    }
    case 'RESTARTED': {
      const { reason, basis } = derivation.interruptions[told.interruption] ?? {
        reason: 'OTHER' as const,
        basis: '',
      };
      return `Sau khi ${interruptionVi[reason]} đến ${momentVi(told.at)}, thời hạn tính lại từ đầu (${basis}).`;
    }
    case 'EXTENDED':
      return `Xin lỗi và hẹn lại từ ${dayVi(told.from)} sang ${dayVi(told.to)}: ${told.extension.reason} (NĐ 118/2025/NĐ-CP, Điều 19.6).`;
    case 'WAITING': {
      const { reason, basis } = derivation.interruptions[told.interruption] ?? {
        reason: 'OTHER' as const,
        basis: '',
      };
      return `Đang ${interruptionVi[reason]} từ ${momentVi(told.since)} (${basis}); chưa có ngày hẹn trả, còn lại ${leftVi(told.left)}.`;
    }
    case 'DUE':
      return `Hạn trả kết quả: hết ${dayVi(told.day)} (${timeText(told.at)}).`;
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** The proof in Vietnamese, as short lines that a clerk can read out. */
export const renderVi = (derivation: Derivation): readonly string[] => {
  const { rule, channel, steps } = derivation;
  const head = `Theo ${rule.source}: ${rule.title}, ${channels[channel]} (quy tắc ${rule.id}, bản ${rule.version}, hiệu lực từ ${dateText(rule.validFrom)}).`;
  return [head, ...gather(steps).map((told) => tell(told, derivation))];
};
