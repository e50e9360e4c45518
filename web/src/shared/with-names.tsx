import { useLanguage } from '../i18n/language.tsx';

/** A sentence with names and citations in it that stay Vietnamese. */
export function WithNames({ sentence, names }: { sentence: string; names: readonly string[] }) {
  const { language } = useLanguage();
  const name = names.find((one) => one !== '' && sentence.includes(one));
  if (language === 'vi' || name === undefined) return sentence;
  const at = sentence.indexOf(name);
  const rest = names.filter((one) => one !== name);
  return (
    <>
      <WithNames sentence={sentence.slice(0, at)} names={rest} />
      <span lang="vi">{name}</span>
      <WithNames sentence={sentence.slice(at + name.length)} names={rest} />
    </>
  );
}
