"""What Panel costs: the real server beside a bare Flask page, on one data set, in one run (`make bench`)."""
