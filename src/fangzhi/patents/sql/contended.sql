-- Rows of one file that are refused for what stands elsewhere.
SELECT row, 'ipc', array_to_string(ipc, ';'), 'class'
FROM unknown_class
WHERE file = $file
UNION ALL
SELECT row, 'application_number', application_number, what
FROM fate JOIN sound USING (file, row)
WHERE file = $file AND what IN ('two', 'conflict')
ORDER BY 1
