/** A commune among communes: its kind is known, its name is looked for. */
export const shortNameOf = (name: string): string => name.replace(/^(Xã|Phường|Thị trấn|Đặc khu)\s+/u, '');
