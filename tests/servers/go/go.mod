module servers-go

go 1.19
