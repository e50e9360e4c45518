import { useQuery } from '@tanstack/react-query';
import type { Channel, Dossier } from '../../../api/onestop.ts';
import { Choice, Combobox, SelectField } from '../../../design/index.ts';
import { nameIn } from '../../../shared/proper-name.tsx';
import { useSession } from '../../../shared/session-context.tsx';
import { type Desk, desks } from '../desks.ts';
import { procedures } from '../queries.ts';
import { useLanguage, useT } from './words.ts';

interface DeskProps {
  desk: Desk;
  holder: Dossier['holder'];
  onChange: (desk: Desk) => void;
}

/** To whom a dossier goes: not to whom it is already. */
export function DeskField({ desk, holder, onChange }: DeskProps) {
  const t = useT();
  return (
    <SelectField
      label={t('handOver.to')}
      value={desk}
      data-autofocus
      onChange={(event) => onChange(event.target.value as Desk)}
    >
      {desks
        .filter((one) => one !== holder)
        .map((one) => (
          <option key={one} value={one}>
            {t(`desk.${one}`)}
          </option>
        ))}
    </SelectField>
  );
}

interface SubjectProps {
  procedure: string;
  channel: Channel;
  error: string | undefined;
  onProcedure: (code: string) => void;
  onChannel: (channel: Channel) => void;
}

/** What was chosen wrongly at intake. */
export function SubjectFields({ procedure, channel, error, onProcedure, onChannel }: SubjectProps) {
  const { t, language } = useLanguage();
  const offered = useQuery(procedures(useSession().homeUnit.key));
  return (
    <>
      <Combobox
        label={t('form.procedureCode')}
        empty={t('form.noProcedure')}
        options={(offered.data ?? []).map(({ code, name, nameEn }) => ({
          value: code,
          label: nameIn(language, name, nameEn),
          note: code,
        }))}
        name="procedure_code"
        error={error}
        value={procedure}
        onChange={onProcedure}
      />
      <Choice
        legend={t('form.channel')}
        value={channel}
        onChange={onChannel}
        options={(['CHANNEL_COUNTER', 'CHANNEL_ONLINE', 'CHANNEL_POST'] as const).map((value) => ({
          value,
          label: t(`channel.${value}`),
        }))}
      />
    </>
  );
}
