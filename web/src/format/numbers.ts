const formats: Intl.NumberFormat[] = [];

/** As people here write a number. Formats are kept: to make one takes longer than to use it a hundred times. */
export const formatNumber = (value: number, decimals: number): string =>
  (formats[decimals] ??= new Intl.NumberFormat('vi-VN', { maximumFractionDigits: decimals })).format(value);

/** `1.234` */
export const formatCount = (value: number): string => formatNumber(value, 0);
