// Shows and hides the password; fills in one of the demonstration's people. The page works without it.
const password = document.getElementById('password');
const username = document.getElementById('username');
const show = document.getElementById('show');
show.hidden = false;
show.addEventListener('click', () => {
  const visible = password.type === 'text';
  password.type = visible ? 'password' : 'text';
  show.textContent = visible ? 'Hiện' : 'Ẩn';
  show.setAttribute('aria-pressed', String(!visible));
  password.focus();
});
for (const person of document.querySelectorAll('[data-username]')) {
  person.addEventListener('click', () => {
    username.value = person.dataset.username;
    password.value = person.dataset.password;
    password.form.requestSubmit();
  });
}
