// Confirms the sign-out that a person has already asked for.
document.querySelector('button[name="logout"]').click();
