int runner_placeholder;
